#include <stdexcept>

#include "golden/layers.hpp"

namespace weir {

Reference reference(const Fork& /*fork*/) { throw std::logic_error("golden: fork"); }
Reference reference(const Eltwise& /*eltwise*/) { throw std::logic_error("golden: eltwise"); }
Reference reference(const Concat& /*concat*/) { throw std::logic_error("golden: concat"); }
Reference reference(const Split& /*split*/) { throw std::logic_error("golden: split"); }
Reference reference(const Channelwise& /*channelwise*/) { throw std::logic_error("golden: channelwise"); }
Reference reference(const Upsample& /*upsample*/) { throw std::logic_error("golden: upsample"); }
Reference reference(const Downsample& /*downsample*/) { throw std::logic_error("golden: downsample"); }
Reference reference(const Lookup& /*lookup*/) { throw std::logic_error("golden: lookup"); }
Reference reference(const Normalize& /*normalize*/) { throw std::logic_error("golden: normalize"); }
Reference reference(const TmrCheck& /*tmr_check*/) { throw std::logic_error("golden: tmr_check"); }
Reference reference(const Mem& /*mem*/) { throw std::logic_error("golden: mem"); }

}  // namespace weir
