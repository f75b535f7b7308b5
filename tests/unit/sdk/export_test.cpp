#include "mydocker/export.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

#include "mydocker/documents.hpp"

namespace {

using mydocker::OptionScope;
using mydocker::OptionType;

constexpr mydocker::Capability kCapabilities[] = {mydocker::Capability::addresses,
                                                  mydocker::Capability::ipv6};
constexpr std::string_view kResources[] = {"bridge"};
constexpr std::string_view kChoices[] = {"fast", "slow"};
constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "mtu",
     .type = OptionType::number,
     .help = "largest packet",
     .default_value = "1500",
     .min = std::numeric_limits<std::int64_t>::min(),
     .max = std::numeric_limits<std::int64_t>::max(),
     .alias = "com.example.mtu",
     .other_alias = "largest"},
    {.key = "mode", .scope = OptionScope::endpoint, .help = "", .choices = kChoices},
    {.key = "uplink",
     .type = OptionType::link,
     .role = mydocker::OptionRole::parent,
     .help = "a link"},
};
constexpr mydocker::DriverInfo kInfo{
    .name = "test-driver2",
    .version = "1.2.3",
    .summary = "says \"hello\" \\ with a tab\t, a bell\a and \xc3\xbc",
    .license = "MIT",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
    .min_host_minor = 7,
};

class TestDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_network(
      const mydocker::NetworkView& network, const mydocker::HostFacts& /*host*/) const override {
    return mydocker::Plan().ensure(mydocker::Isolation{network.link_name}, "a test");
  }
  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_endpoint(
      const mydocker::NetworkView& /*network*/, const mydocker::EndpointView& /*endpoint*/,
      const mydocker::HostFacts& /*host*/) const override {
    return mydocker::Plan();
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(TestDriver, kInfo)

namespace mydocker::detail {
namespace {

std::string_view json_of_note() {
  return {mydocker_driver_note.json.data(), header_from(mydocker_driver_note.header).json_size};
}

TEST(DriverNote, IsLaidOutAsElfWantsIt) {
  EXPECT_EQ(mydocker_driver_note.owner_size, 9U);
  EXPECT_EQ(mydocker_driver_note.type, 0x4D444B31U);
  EXPECT_STREQ(mydocker_driver_note.owner.data(), "mydocker");
  EXPECT_EQ(sizeof(mydocker_driver_note), 3 * 4 + 12 + mydocker_driver_note.content_size);
  EXPECT_EQ(mydocker_driver_note.content_size % 4, 0U);
  EXPECT_EQ(alignof(decltype(mydocker_driver_note)), 4U);
}

TEST(DriverNote, HeaderStandsInTheFileByteByByte) {
  const NoteHeader header{.format = 0x0102,
                          .header_size = 0x0304,
                          .sdk_major = 0x0506,
                          .sdk_minor = 0x0708,
                          .min_host_minor = 0x090a,
                          .flags = 0x0b0c0d0e,
                          .json_size = 0x0f101112,
                          .json_crc32 = 0xfff3f2f1};
  const std::array<std::uint8_t, 32> expected{
      0x02, 0x01, 0x04, 0x03, 0x06, 0x05, 0x08, 0x07, 0x0a, 0x09, 0, 0, 0x0e, 0x0d, 0x0c, 0x0b,
      0x12, 0x11, 0x10, 0x0f, 0xf1, 0xf2, 0xf3, 0xff, 0,    0,    0, 0, 0,    0,    0,    0};
  const auto bytes = bytes_of(header);
  EXPECT_EQ(std::memcmp(bytes.data(), expected.data(), expected.size()), 0);
  EXPECT_EQ(header_from(bytes), header);
}

TEST(DriverNote, HeaderSaysForWhomTheDriverIs) {
  const NoteHeader header = header_from(mydocker_driver_note.header);
  EXPECT_EQ(header.format, 1);
  EXPECT_EQ(header.header_size, 32);
  EXPECT_EQ(header.sdk_major, kSdkMajor);
  EXPECT_EQ(header.sdk_minor, kSdkMinor);
  EXPECT_EQ(header.min_host_minor, 7);
  EXPECT_EQ(header.flags, build_flags());
}

// The check value of CRC-32/ISO-HDLC, as in zlib.
TEST(DriverNote, ChecksumIsTheUsualCrc32OfTheManifest) {
  EXPECT_EQ(crc32("123456789"), 0xcbf43926U);
  EXPECT_EQ(crc32(""), 0U);
  EXPECT_EQ(header_from(mydocker_driver_note.header).json_crc32, crc32(json_of_note()));
}

TEST(DriverNote, IsPaddedWithZeros) {
  const auto& json = mydocker_driver_note.json;
  for (std::size_t i = json_of_note().size(); i < json.size(); ++i) EXPECT_EQ(json[i], '\0');
  EXPECT_LT(json.size() - json_of_note().size(), 4U);
}

TEST(DriverNote, HoldsTheManifest) {
  const auto manifest = documents::decode_manifest(json_of_note());
  ASSERT_TRUE(manifest.ok()) << manifest.error().message();
  EXPECT_EQ(*manifest, manifest_of(kInfo));
  EXPECT_EQ(manifest->summary, kInfo.summary);
  EXPECT_TRUE(manifest->can(Capability::ipv6));
  EXPECT_FALSE(manifest->can(Capability::ports));
}

// Other tools can read the manifest, so its format must not change.
TEST(Manifest, FindsAnOptionByItsRole) {
  const auto manifest = manifest_of(kInfo);
  EXPECT_EQ(manifest.key_of(OptionRole::parent), "uplink");
  EXPECT_EQ(manifest.key_of(OptionRole::host_link), "");
}

TEST(DriverNote, SpellsTheManifestAsDocumented) {
  static constexpr DriverInfo kSmall{.name = "a", .version = "1", .summary = "\x01", .license = ""};
  static constexpr auto kNote = make_note<kSmall>();
  EXPECT_STREQ(kNote.json.data(),
               R"({"name":"a","version":"1","summary":"\u0001","license":"","capabilities":[],)"
               R"("resources":[],"options":[],"sdk":"1.0","min_host_minor":0})");
}

TEST(DriverNote, NamesTheTraitsAndTheWrappedDriver) {
  static constexpr std::string_view kTraits[] = {"no-gateway"};
  static constexpr DriverInfo kWrapping{.name = "a",
                                        .version = "1",
                                        .summary = "s",
                                        .license = "",
                                        .traits = kTraits,
                                        .wraps = "bridge"};
  static constexpr auto kNote = make_note<kWrapping>();
  const std::string json = kNote.json.data();
  EXPECT_TRUE(json.ends_with(R"(,"traits":["no-gateway"],"wraps":"bridge"})")) << json;
  EXPECT_EQ(documents::decode_manifest(json).value(), manifest_of(kWrapping));
}

TEST(Manifest, RefusesABadVersionOrOption) {
  const std::string good(json_of_note());
  const auto refusal = [&](std::string_view from, std::string_view to) {
    std::string changed = good;
    changed.replace(changed.find(from), from.size(), to);
    const auto manifest = documents::decode_manifest(changed);
    return manifest.ok() ? "accepted" : manifest.error().message();
  };
  for (const auto* sdk :
       {"\"1\"", "\"1.\"", "\".0\"", "\"1.0.0\"", "\"-1.0\"", "\"1.65536\"", "\"\""})
    EXPECT_EQ(refusal("\"1.0\"", sdk), "field \"sdk\" is not a version such as 1.0") << sdk;
  EXPECT_EQ(refusal("\"1.0\"", "1.0"), "field \"sdk\" is not a text");
  EXPECT_EQ(
      refusal("\"type\":\"number\"", "\"type\":\"float\""),
      "field \"options[0].type\" is not one of text, flag, number, address, prefix, mac, link, "
      "rate, size");
  EXPECT_EQ(refusal("\"min\":", "\"mon\":"), "field \"options[0].min\" is missing");
  EXPECT_EQ(refusal("\"max\":9223372036854775807", "\"max\":9223372036854775808"),
            "field \"options[0].max\" is not a 64-bit integer");
  EXPECT_EQ(refusal("\"min_host_minor\":7", "\"min_host_minor\":65536"),
            "field \"min_host_minor\" is not a number from 0 to 65535");
}

TEST(ExportedFunction, AnswersForTheDriver) {
  std::string reply;
  documents::Request request;
  request.network.link_name = "br7";
  const std::string document = documents::encode(request);
  mydocker_driver_v1(document.data(), document.size(), &reply,
                     [](void* context, const char* text, std::size_t length) {
                       static_cast<std::string*>(context)->assign(text, length);
                     });
  const auto plan = documents::decode_plan_reply(reply);
  ASSERT_TRUE(plan.ok()) << plan.error().message();
  EXPECT_EQ(*plan, Plan().ensure(Isolation{"br7"}, "a test"));
}

}  // namespace
}  // namespace mydocker::detail
