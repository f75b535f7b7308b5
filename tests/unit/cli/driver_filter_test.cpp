#include "driver/filter.hpp"

#include <gtest/gtest.h>

namespace mydocker::cli::driver {
namespace driver_filter_test {

app::DriverReport report(const std::string& name) {
  Manifest manifest;
  manifest.capabilities = {"addresses"};
  return {name, "/d/" + name + ".so", "local", manifest, std::nullopt};
}

bool matches(const std::vector<std::string>& words, const app::DriverReport& report) {
  const auto filter = DriverFilter::parse(words);
  EXPECT_TRUE(filter.ok()) << filter.error().message();
  return filter.ok() && filter->matches(report);
}

TEST(DriverFilter, OfNothingTakesAll) { EXPECT_TRUE(matches({}, report("lan"))); }

TEST(DriverFilter, TakesAnyValueOfAKeyAndAllKeys) {
  EXPECT_TRUE(matches({"name=an", "name=x"}, report("lan")));
  EXPECT_FALSE(matches({"name=x"}, report("lan")));
  EXPECT_TRUE(matches({"source=local", "capability=addresses"}, report("lan")));
  EXPECT_FALSE(matches({"source=local", "capability=ports"}, report("lan")));
  EXPECT_FALSE(matches({"source=bundled"}, report("lan")));
}

TEST(DriverFilter, KnowsStates) {
  auto broken = report("lan");
  broken.refusal = Error(ErrorKind::driver, "ok as it is");
  EXPECT_TRUE(matches({"state=refused"}, broken));
  EXPECT_FALSE(matches({"state=ok"}, broken));
  auto other = report("lan");
  other.shadowed_by = "/first";
  EXPECT_TRUE(matches({"state=shadowed"}, other));
  other.shadowed_by.clear();
  other.disabled = true;
  EXPECT_TRUE(matches({"state=disabled"}, other));
}

TEST(DriverFilter, RefusesWhatItDoesNotKnow) {
  for (const char* word : {"nam=x", "state=broken", "source=/d", "name"}) {
    const auto refused = DriverFilter::parse({word});
    ASSERT_FALSE(refused.ok()) << word;
    EXPECT_EQ(refused.error().kind(), ErrorKind::invalid_argument);
  }
}

}  // namespace driver_filter_test
}  // namespace mydocker::cli::driver
