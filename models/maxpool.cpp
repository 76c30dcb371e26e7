#include <stdexcept>

#include "models/layer_model.hpp"

namespace weir::models {

std::unique_ptr<LayerModel> make_model(const Maxpool& /*maxpool*/, const Ends& /*ends*/) {
  throw std::logic_error("models: no maxpool yet");
}

}  // namespace weir::models
