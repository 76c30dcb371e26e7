// Feature maps: height, width and channels of a stream's shape.
#include "network/layers/feature_map.hpp"

#include <catch2/catch.hpp>

#include "tests/network_rig.hpp"

namespace weir::tests::feature_map_test {

TEST_CASE("feature map: three extents, or two with a height of 1", "[network][feature_map]") {
  const FeatureMap map = FeatureMap::of({5, 7, 4});
  CHECK(map.size == Extent{5, 7});
  CHECK(map.channels == 4);
  CHECK(!map.one_dimensional);
  CHECK(map.pixels() == 35);
  CHECK(map.shape({2, 3}, {6, 1}) == Shape{2, 3, 6, 1});
  const FeatureMap line = FeatureMap::of({9, 2});
  CHECK(line.size == Extent{1, 9});
  CHECK(line.channels == 2);
  CHECK(line.one_dimensional);
  CHECK(line.pixels() == 9);
  CHECK(line.shape({1, 3}, {6}) == Shape{3, 6});
  for (const Shape& shape : {Shape{4}, Shape{1, 2, 3, 4}}) {
    rejected([&] { FeatureMap::of(shape); }, "", "a stream of shape " + to_string(shape),
             "a feature map: [height, width, channels] or [width, channels]");
  }
}

TEST_CASE("feature map: what windows do not reach, in words", "[network][feature_map]") {
  const FeatureMap map = FeatureMap::of({5, 7, 4});
  CHECK(map.dropped({5, 7}, {3, 3}) == "");
  CHECK(map.dropped({4, 7}, {2, 3}) == "drops the last row of 5 x 7, which no window of 2 x 3 reaches");
  CHECK(map.dropped({3, 6}, {3, 3}) ==
        "drops the last 2 rows and the last column of 5 x 7, which no window of 3 x 3 reaches");
  CHECK(FeatureMap::of({9, 2}).dropped({1, 7}, {1, 3}) ==
        "drops the last 2 pixels of 9, which no window of 3 reaches");
}

}  // namespace weir::tests::feature_map_test
