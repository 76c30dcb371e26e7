#include <stdexcept>

#include "models/layer_model.hpp"

namespace weir::models {

std::unique_ptr<LayerModel> make_model(const Fork& /*fork*/, const Ends& /*ends*/) {
  throw std::logic_error("models: fork");
}
std::unique_ptr<LayerModel> make_model(const Eltwise& /*eltwise*/, const Ends& /*ends*/) {
  throw std::logic_error("models: eltwise");
}
std::unique_ptr<LayerModel> make_model(const Concat& /*concat*/, const Ends& /*ends*/) {
  throw std::logic_error("models: concat");
}
std::unique_ptr<LayerModel> make_model(const Split& /*split*/, const Ends& /*ends*/) {
  throw std::logic_error("models: split");
}
std::unique_ptr<LayerModel> make_model(const Channelwise& /*channelwise*/, const Ends& /*ends*/) {
  throw std::logic_error("models: channelwise");
}
std::unique_ptr<LayerModel> make_model(const Upsample& /*upsample*/, const Ends& /*ends*/) {
  throw std::logic_error("models: upsample");
}
std::unique_ptr<LayerModel> make_model(const Downsample& /*downsample*/, const Ends& /*ends*/) {
  throw std::logic_error("models: downsample");
}
std::unique_ptr<LayerModel> make_model(const Lookup& /*lookup*/, const Ends& /*ends*/) {
  throw std::logic_error("models: lookup");
}
std::unique_ptr<LayerModel> make_model(const Normalize& /*normalize*/, const Ends& /*ends*/) {
  throw std::logic_error("models: normalize");
}
std::unique_ptr<LayerModel> make_model(const TmrCheck& /*tmr_check*/, const Ends& /*ends*/) {
  throw std::logic_error("models: tmr_check");
}
std::unique_ptr<LayerModel> make_model(const Mem& /*mem*/, const Ends& /*ends*/) {
  throw std::logic_error("models: mem");
}

}  // namespace weir::models
