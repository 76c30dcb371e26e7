#include <stdexcept>

#include "models/layer_model.hpp"

namespace weir::models {

std::unique_ptr<LayerModel> make_model(const Swu& /*swu*/, const Ends& /*ends*/) {
  throw std::logic_error("models: no swu yet");
}

}  // namespace weir::models
