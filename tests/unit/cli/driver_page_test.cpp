#include "output/driver_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mydocker::cli {
namespace driver_page_test {

using ::testing::HasSubstr;
using ::testing::Not;

app::DriverReport report() {
  Manifest manifest;
  manifest.name = "lan";
  manifest.version = "1.2.0";
  manifest.summary = "joins a LAN";
  manifest.license = "MIT";
  manifest.capabilities = {"addresses"};
  manifest.resources = {"bridge", "veth"};
  manifest.sdk_major = 1;
  ManifestOption mode;
  mode.key = "mode";
  mode.help = "flat | deep";
  mode.default_value = "flat";
  mode.choices = {"flat", "deep"};
  mode.alias = "com.example.mode";
  ManifestOption queue;
  queue.key = "queue";
  queue.scope = OptionScope::endpoint;
  queue.type = OptionType::number;
  queue.min = 1;
  queue.max = 8;
  queue.help = "how many";
  manifest.options = {mode, queue};
  return {"lan", "/drivers/lan.so", "option", manifest, std::nullopt};
}

TEST(DriverManPage, HasEveryFact) {
  const std::string page = driver_man_page(report());
  EXPECT_THAT(page, HasSubstr(".TH \"MYDOCKER\\-DRIVER\\-LAN\" 7 \"\" \"lan 1.2.0\""));
  EXPECT_THAT(page, HasSubstr("mydocker\\-driver\\-lan \\- joins a LAN"));
  EXPECT_THAT(page, HasSubstr("Capabilities: addresses."));
  EXPECT_THAT(page, HasSubstr("Resources: bridge, veth."));
  EXPECT_THAT(page, HasSubstr("License: MIT."));
  EXPECT_THAT(page, HasSubstr("flat | deep. Type: text. Values: flat, deep. Default: flat. "
                              "Aliases: com.example.mode."));
  EXPECT_THAT(page, HasSubstr("Options of a connection"));
  EXPECT_THAT(page, HasSubstr("Values: 1 to 8."));
}

TEST(DriverManPage, OfAManifestWithMacrosHasNoneOfThem) {
  auto bad = report();
  bad.manifest->summary = "first\n.SH FORGED\n'br";
  bad.manifest->version = "1\" \\*(Tm";
  const std::string page = driver_man_page(bad);
  EXPECT_THAT(page, Not(HasSubstr("\n.SH FORGED")));
  EXPECT_THAT(page, Not(HasSubstr("\n'br")));
  EXPECT_THAT(page, HasSubstr("\"lan 1\\(dq \\e*(Tm\""));
}

TEST(DriverMarkdown, HasATableForEachScope) {
  const std::string text = driver_markdown(report());
  EXPECT_THAT(text, HasSubstr("# Driver lan\n\njoins a LAN\n"));
  EXPECT_THAT(text, HasSubstr("- license: MIT\n"));
  EXPECT_THAT(text, HasSubstr("## Options of a network"));
  EXPECT_THAT(text, HasSubstr("| mode | text | flat, deep | flat | com.example.mode | "
                              "flat \\| deep |\n"));
  EXPECT_THAT(text, HasSubstr("| queue | number | 1 to 8 |  |  | how many |\n"));
}

TEST(DriverMarkdown, EscapesWhatWouldBeMarkup) {
  auto bad = report();
  bad.manifest->summary = "<b>*x*</b>\n# forged";
  EXPECT_THAT(driver_markdown(bad), HasSubstr("\\<b\\>\\*x\\*\\</b\\>\\\\n\\# forged"));
}

}  // namespace driver_page_test
}  // namespace mydocker::cli
