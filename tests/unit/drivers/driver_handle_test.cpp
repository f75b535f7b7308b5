#include "runtime/drivers/driver_handle.hpp"

#include <gtest/gtest.h>

#include "mydocker/documents.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::drivers {
namespace {

struct Exchange {
  std::string request;
  CallContext context;
  std::string reply;
};

class RecordedChannel final : public DriverChannel {
 public:
  explicit RecordedChannel(Exchange& exchange) : exchange_(exchange) {}
  Result<std::string> call(const std::string& request, const CallContext& context) override {
    exchange_.request = request;
    exchange_.context = context;
    return exchange_.reply;
  }

 private:
  Exchange& exchange_;
};

class DriverHandleTest : public ::testing::Test {
 protected:
  static std::shared_ptr<const Manifest> manifest() {
    auto manifest = std::make_shared<Manifest>();
    manifest->name = "x";
    return manifest;
  }
  Exchange exchange_;
  DriverHandle handle_{manifest(), std::make_unique<RecordedChannel>(exchange_), "/lib/x.so"};
};

// A driver that wraps another one gets the plan of that one.
class WrappingHandleTest : public ::testing::Test {
 protected:
  WrappingHandleTest() {
    const auto manifest = std::make_shared<Manifest>();
    manifest->name = "wrapper";
    manifest->wraps = "bridge";
    handle_.emplace(manifest, std::make_unique<RecordedChannel>(own_), "/lib/wrapper.so");
    handle_->wrap(DriverHandle(std::make_shared<const Manifest>(),
                               std::make_unique<RecordedChannel>(wrapped_)));
    inner_.ensure(Loopback{}, "first").ensure(Hairpin{"veth-1"}, "second");
    wrapped_.reply = documents::encode_reply(Result<Plan>(inner_));
  }
  Result<Plan> planned(const Plan& reply) {
    own_.reply = documents::encode_reply(Result<Plan>(reply));
    return handle_->plan_endpoint({}, {}, {});
  }

  Exchange own_;
  Exchange wrapped_;
  Plan inner_;
  std::optional<DriverHandle> handle_;
};

TEST_F(WrappingHandleTest, HandsThePlanOfTheWrappedDriverOver) {
  Plan more;
  more.ensure(Loopback{}, "first")
      .ensure(Hairpin{"veth-2"}, "new")
      .ensure(Hairpin{"veth-1"}, "second");
  const auto plan = planned(more);
  ASSERT_TRUE(plan.ok()) << plan.error().message();
  EXPECT_EQ(*plan, more);
  EXPECT_FALSE(documents::decode_request(wrapped_.request)->wrapped);
  const auto request = documents::decode_request(own_.request);
  ASSERT_TRUE(request.ok() && request->wrapped) << own_.request;
  EXPECT_EQ(Plan(*request->wrapped), inner_);
}

TEST_F(WrappingHandleTest, RefusesAPlanThatLacksOrChangesAnEntry) {
  const std::string lacks = "its plan lacks, changes or moves an entry of driver \"bridge\": ";
  const auto first = Plan().ensure(Loopback{}, "first");
  const auto moved = Plan().ensure(Hairpin{"veth-1"}, "second").ensure(Loopback{}, "first");
  const auto changed = Plan().ensure(Loopback{}, "first").ensure(Hairpin{"veth-1"}, "other");
  for (const auto& plan : {first, moved, changed, Plan()}) {
    const auto refused = planned(plan);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().kind(), ErrorKind::driver);
    EXPECT_NE(refused.error().message().find(lacks), std::string::npos)
        << refused.error().message();
  }
}

TEST_F(DriverHandleTest, AsksForANetworkWithoutRights) {
  Plan plan;
  plan.ensure(Loopback{}, "to test");
  exchange_.reply = documents::encode_reply(Result<Plan>(plan));
  NetworkView network;
  network.name = "web";
  HostFacts host;
  host.links = {{.name = "eth9", .kind = "", .mtu = 1400, .up = true}};
  const auto planned = handle_.plan_network(network, host);
  ASSERT_TRUE(planned.ok()) << planned.error().message();
  EXPECT_EQ(*planned, plan);
  EXPECT_EQ(exchange_.context.rights, CallContext::Rights::compute);
  const auto request = documents::decode_request(exchange_.request);
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->call, documents::Call::plan_network);
  EXPECT_EQ(request->network, network);
  EXPECT_EQ(request->host, host);
}

TEST_F(DriverHandleTest, LetsAHandlerActWhereItIsSent) {
  exchange_.reply = documents::encode_reply(Result<CustomState>(CustomState::differs));
  Custom resource;
  resource.place = Place::container;
  resource.kind = "tunnel";
  resource.name = "t1";
  HandlerContext context{.host_netns = 5, .container_netns = 7, .directory = "/run/x"};
  const auto state = handle_.observe(resource, context);
  ASSERT_TRUE(state.ok()) << state.error().message();
  EXPECT_EQ(*state, CustomState::differs);
  EXPECT_EQ(exchange_.context.rights, CallContext::Rights::act);
  EXPECT_EQ(exchange_.context.place, Place::container);
  EXPECT_EQ(exchange_.context.host_netns, 5);
  EXPECT_EQ(exchange_.context.container_netns, 7);
  exchange_.reply = documents::encode_reply(Result<void>());
  using documents::Call;
  EXPECT_TRUE(handle_.create(resource, context).ok());
  EXPECT_EQ(documents::decode_request(exchange_.request)->call, Call::create);
  EXPECT_TRUE(handle_.update(resource, context).ok());
  EXPECT_EQ(documents::decode_request(exchange_.request)->call, Call::update);
  EXPECT_TRUE(handle_.destroy(resource, context).ok());
  const auto request = documents::decode_request(exchange_.request);
  EXPECT_EQ(request->call, Call::destroy);
  EXPECT_EQ(request->resource, resource);
  EXPECT_EQ(request->context.container_netns, 7);
  EXPECT_EQ(request->context.directory, "/run/x");
}

TEST_F(DriverHandleTest, HandsTheMessagesOfAHandlerOver) {
  HandlerContext context;
  exchange_.reply = documents::encode_reply(Result<void>(), {"one", "two"});
  EXPECT_TRUE(handle_.create({}, context).ok());
  exchange_.reply = documents::encode_reply(Result<void>(Error(ErrorKind::kernel, "x")), {"three"});
  EXPECT_FALSE(handle_.create({}, context).ok());
  EXPECT_EQ(context.lines, (std::vector<std::string>{"one", "two", "three"}));
}

TEST_F(DriverHandleTest, PassesARefusalOnAsItIs) {
  exchange_.reply = documents::encode_reply(Result<Plan>(
      Error(ErrorKind::invalid_argument, "option \"mode\": no such mode").hint("use vepa")));
  const auto planned = handle_.plan_network({}, {});
  ASSERT_FALSE(planned.ok());
  EXPECT_EQ(planned.error().kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(planned.error().message(), "option \"mode\": no such mode");
  EXPECT_EQ(planned.error().hints(), std::vector<std::string>{"use vepa"});
}

TEST_F(DriverHandleTest, NamesTheDriverWhoseReplyMakesNoSense) {
  for (const char* reply : {"", "{}", "[", R"({"plan": 7})", R"({"exists": true})"}) {
    exchange_.reply = reply;
    const auto planned = handle_.plan_network({}, {});
    ASSERT_FALSE(planned.ok()) << reply;
    EXPECT_EQ(planned.error().kind(), ErrorKind::driver) << reply;
    EXPECT_TRUE(planned.error().message().starts_with("driver \"x\" (/lib/x.so): "))
        << planned.error().message();
  }
}

TEST(LoadFailure, NamesTheMissingLibrary) {
  const Error error = explain_load_failure(
      {"x", "/lib/x.so"}, "libfoo.so.2: cannot open shared object file: No such file or directory");
  EXPECT_EQ(error.kind(), ErrorKind::driver);
  EXPECT_EQ(error.message(),
            "driver \"x\" (/lib/x.so) cannot be loaded: libfoo.so.2: cannot open shared object "
            "file: No such file or directory");
  EXPECT_EQ(error.hints(), std::vector<std::string>{
                               "library \"libfoo.so.2\" is not installed; see: ldd /lib/x.so"});
}

TEST(LoadFailure, NamesTheMissingSymbol) {
  const Error error =
      explain_load_failure({"x", "/lib/x.so"}, "/lib/x.so: undefined symbol: foo_bar");
  EXPECT_EQ(error.message(),
            "driver \"x\" (/lib/x.so) cannot be loaded: undefined symbol: foo_bar");
  EXPECT_EQ(error.hints(),
            std::vector<std::string>{"no library defines \"foo_bar\"; build the driver with "
                                     "mydocker_add_driver(), which reports this at link time"});
}

TEST(LoadFailure, KnowsTheOtherShapes) {
  const auto hint_for = [](const std::string& message) {
    return explain_load_failure({"x", "/lib/x.so"}, message).hints().front();
  };
  EXPECT_EQ(hint_for("/lib/libc.so.6: version `GLIBC_2.99' not found (required by /lib/x.so)"),
            "the driver was built on a newer system (\"GLIBC_2.99\"); build it on this one");
  EXPECT_EQ(hint_for("/lib/x.so: failed to map segment from shared object"),
            "the file system is mounted noexec; see: findmnt --target /lib/x.so");
  EXPECT_EQ(hint_for("something new"), "see: ldd /lib/x.so");
}

Result<std::string> reply_of(mydocker_driver_call call) {
  return attributed(call_entry_point({call}, "request"), "the driver");
}

TEST(OneReply, IsTheDocumentThatWasGiven) {
  const auto reply = reply_of([](const char* request, std::size_t length, void* context,
                                 mydocker_reply give) { give(context, request, length); });
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(*reply, "request");
}

TEST(OneReply, IsNeitherNoneNorTwo) {
  EXPECT_EQ(reply_of([](const char*, std::size_t, void*, mydocker_reply) {}).error().message(),
            "the driver returned without a reply");
  EXPECT_EQ(reply_of([](const char*, std::size_t, void* context, mydocker_reply give) {
              give(context, "a", 1);
              give(context, "b", 1);
            })
                .error()
                .message(),
            "the driver replied 2 times");
}

TEST(OneReply, HasASaneSize) {
  const auto reply = reply_of([](const char*, std::size_t, void* context, mydocker_reply give) {
    const std::string large(kMaxReply + 1, 'x');
    give(context, large.data(), large.size());
  });
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().message(), "the driver replied with 1048577 bytes; the limit is 1048576");
}

TEST(OneReply, StopsExceptions) {
  EXPECT_EQ(reply_of([](const char*, std::size_t, void*, mydocker_reply) {
              throw std::runtime_error("out of cheese");
            })
                .error()
                .message(),
            "the driver threw an exception: \"out of cheese\"");
}

}  // namespace
}  // namespace mydocker::drivers
