// Tests the promise of docs/sdk_compatibility.md with the recorded data of SDK 1.0.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "runtime/drivers/note_reader.hpp"
#include "sdk_compat/documents.hpp"
#include "support/json.hpp"

namespace mydocker::compat {
namespace {

using documents::Call;

std::string recorded(const std::string& name) {
  std::ifstream file(std::string(SDK_DATA) + "/" + name, std::ios::binary);
  std::stringstream all;
  all << file.rdbuf();
  EXPECT_FALSE(all.str().empty()) << name;
  return all.str();
}

template <class T>
std::string text(const Result<T>& result) {
  return result.ok() ? "" : result.error().message();
}

// Returns the first difference, or an empty text if `now` has everything that `then` has.
std::string lost(const Json& then, const Json& now, const std::string& path) {
  if (then.is_object() && now.is_object()) {
    for (const auto& [key, value] : then.fields()) {
      if (!now.contains(key)) return path + "." + key + " is gone";
      if (auto inner = lost(value, now[key], path + "." + key); !inner.empty()) return inner;
    }
    return {};
  }
  if (then.is_array() && now.is_array() && then.size() == now.size()) {
    for (std::size_t i = 0; i < then.size(); ++i)
      if (auto inner = lost(then[i], now[i], path + "[" + std::to_string(i) + "]"); !inner.empty())
        return inner;
    return {};
  }
  return then == now ? "" : path + " was " + then.dump() + ", is " + now.dump();
}

TEST(RecordedSdk, PlansAreReadAsTheyWereMeant) {
  const auto plan = documents::decode_plan_reply(recorded("every_resource.json"));
  ASSERT_TRUE(plan.ok()) << text(plan);
  ASSERT_EQ(plan->entries().size(), every_resource().entries().size());
  for (std::size_t i = 0; i < plan->entries().size(); ++i)
    EXPECT_EQ(plan->entries()[i], every_resource().entries()[i]) << i;
  EXPECT_EQ(documents::decode_plan(recorded("every_resource.json")).value(), *plan)
      << "as what was stored";
}

TEST(RecordedSdk, RequestsAreReadAsTheyWereMeant) {
  for (const auto& [call, name] : {std::pair(Call::plan_network, "plan_network"),
                                   {Call::plan_endpoint, "plan_endpoint"},
                                   {Call::observe, "observe"},
                                   {Call::create, "create"},
                                   {Call::destroy, "destroy"},
                                   {Call::update, "update"}}) {
    SCOPED_TRACE(name);
    const auto read = documents::decode_request(recorded("request_" + std::string(name) + ".json"));
    ASSERT_TRUE(read.ok()) << text(read);
    const auto expected = request(call);
    EXPECT_EQ(read->call, call);
    EXPECT_EQ(read->network, expected.network);
    EXPECT_EQ(read->endpoint, expected.endpoint);
    EXPECT_EQ(read->host, expected.host);
    EXPECT_EQ(read->resource, expected.resource);
  }
}

TEST(RecordedSdk, ARequestHasThePlanOfTheWrappedDriver) {
  const auto read = documents::decode_request(recorded("request_amend_network.json"));
  ASSERT_TRUE(read.ok()) << text(read);
  ASSERT_TRUE(read->wrapped.has_value());
  EXPECT_EQ(Plan(*read->wrapped), working_network());
}

TEST(RecordedSdk, ALeaseAndItsAllocationAreReadAsTheyWereMeant) {
  const auto asked = documents::decode_request(recorded("request_allocate.json"));
  ASSERT_TRUE(asked.ok()) << text(asked);
  ASSERT_TRUE(is_lease(asked->resource));
  EXPECT_EQ(lease_of(asked->resource).value(), lease());
  const auto given = documents::decode_allocation_reply(recorded("reply_allocation.json"));
  ASSERT_TRUE(given.ok()) << text(given);
  EXPECT_EQ(*given, allocation());
}

TEST(RecordedSdk, WarningsAndStatusAreReadAsTheyWereMeant) {
  const auto plan = documents::decode_plan_reply(recorded("reply_messages.json"));
  ASSERT_TRUE(plan.ok()) << text(plan);
  EXPECT_EQ(*plan, plan_with_messages());
}

// A driver that is built with a later SDK may have errors of a new kind.
TEST(RecordedSdk, AnErrorOfAnUnknownKindIsOneOfTheDriver) {
  Json later = json_from(recorded("reply_error.json"));
  later["error"]["kind"] = "out_of_tea";
  const auto failed = documents::decode_void_reply(later.dump());
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().kind(), ErrorKind::driver);
  EXPECT_EQ(failed.error().message(), "cannot");
  EXPECT_EQ(failed.error().hints().size(), 2U);
}

TEST(RecordedSdk, RepliesAreReadAsTheyWereMeant) {
  EXPECT_EQ(documents::decode_state_reply(recorded("reply_state.json")).value(),
            CustomState::differs);
  EXPECT_TRUE(documents::decode_void_reply(recorded("reply_done.json")).ok());
  const auto failed = documents::decode_void_reply(recorded("reply_error.json"));
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().kind(), ErrorKind::unsupported);
  EXPECT_EQ(failed.error().message(), "cannot");
  EXPECT_EQ(failed.error().hints(), (std::vector<std::string>{"do this", "or that"}));
}

// Today's requests and plans have all fields that a driver and a host of 1.0 read.
TEST(RecordedSdk, NothingThatItLooksForIsGone) {
  std::size_t files = 0;
  for (const auto& [name, document] : recorded_documents()) {
    EXPECT_EQ(lost(json_from(recorded(name)), json_from(document), name), "");
    ++files;
  }
  EXPECT_EQ(files + 2, static_cast<std::size_t>(
                           std::distance(std::filesystem::directory_iterator(SDK_DATA), {})))
      << "which are the documents, the note, and the reply of the working driver";
}

TEST(RecordedSdk, PlansOfItsResourcesSayNothingNew) {
  EXPECT_EQ(json_from(documents::encode(every_resource())),
            json_from(recorded("every_resource.json")))
      << "a new field must be left out where it says nothing: codec.optional()";
}

TEST(RecordedSdk, MoreInARequestIsSkipped) {
  auto more = json_from(recorded("request_plan_endpoint.json"));
  more["mood"] = "good";
  more["network"]["colour"] = Json::array({1, 2});
  more["network"]["subnets"].items()[0]["age"] = nullptr;
  more["endpoint"]["weight"] = 7;
  more["host"]["links"].items()[0]["speed"] = 1000;
  const auto read = documents::decode_request(more.dump());
  ASSERT_TRUE(read.ok()) << text(read);
  EXPECT_EQ(read->endpoint, endpoint());
}

TEST(RecordedSdk, MoreInAPlanIsRefusedByName) {
  const Json known = json_from(recorded("every_resource.json"));
  Json in_entry = known;
  in_entry["plan"].items()[0]["colour"] = "red";
  Json in_resource = known;
  in_resource["plan"].items()[0]["resource"]["colour"] = "red";
  for (const Json& more : {in_entry, in_resource}) {
    const auto read = documents::decode_plan_reply(more.dump());
    ASSERT_FALSE(read.ok()) << more;
    EXPECT_EQ(read.error().kind(), ErrorKind::unsupported);
    EXPECT_NE(text(read).find("colour\" is not known"), std::string::npos) << text(read);
    EXPECT_EQ(read.error().hints().size(), 1U);
  }
}

TEST(RecordedSdk, ItsNoteIsRead) {
  const auto note = drivers::read_driver_note(FROZEN_DRIVER, drivers::this_host());
  ASSERT_TRUE(note.ok()) << text(note);
  EXPECT_EQ(note->header.sdk_major, 1);
  EXPECT_EQ(note->header.sdk_minor, 0);
  const auto manifest = documents::decode_manifest(note->manifest);
  ASSERT_TRUE(manifest.ok()) << text(manifest);
  auto expected = manifest_of(kInfo);
  expected.sdk_major = 1;
  expected.sdk_minor = 0;
  EXPECT_EQ(*manifest, expected);
}

// Its driver file loads into every later minor version, and into no other major version.
TEST(RecordedSdk, ItsFileLoadsIntoEveryHostOfItsMajorVersion) {
  auto host = drivers::this_host();
  ASSERT_EQ(host.sdk_major, 1);
  for (const std::uint16_t minor : {std::uint16_t{0}, std::uint16_t{1}, std::uint16_t{65535}}) {
    host.sdk_minor = minor;
    EXPECT_TRUE(drivers::read_driver_note(FROZEN_DRIVER, host).ok()) << minor;
  }
  host.sdk_major = 2;
  const auto refused = drivers::read_driver_note(FROZEN_DRIVER, host);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(text(refused).find("is built with driver SDK 1.0, this mydocker has 2."),
            std::string::npos)
      << text(refused);
}

}  // namespace
}  // namespace mydocker::compat
