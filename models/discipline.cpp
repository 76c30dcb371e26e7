#include "models/discipline.hpp"

#include "models/discipline/elastic.hpp"
#include "models/discipline/freezing.hpp"
#include "models/hls.hpp"
#include "models/kinds.hpp"
#include "models/rtllib.hpp"

namespace weir::models {

std::unique_ptr<Discipline> discipline_of(const Layer& layer, Ports ports) {
  if (layer.rtllib) return rtllib_block(layer, std::move(ports));
  if (layer.hls) return hls_block(layer, std::move(ports));
  if (layer.freezing)
    return std::make_unique<FreezingPipeline>(*layer.freezing, schedule(layer), std::move(ports));
  return Elastic::make(schedule(layer), std::move(ports));
}

}  // namespace weir::models
