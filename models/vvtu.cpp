#include <stdexcept>

#include "models/layer_model.hpp"

namespace weir::models {

std::unique_ptr<LayerModel> make_model(const Vvtu& /*vvtu*/, const Ends& /*ends*/) {
  throw std::logic_error("models: no vvtu yet");
}

}  // namespace weir::models
