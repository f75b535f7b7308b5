#include "mydocker/detail/boundary.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

#include "mydocker/documents.hpp"
#include "mydocker/network_driver.hpp"

namespace mydocker::detail {
namespace border_test {

using documents::Call;

constexpr DriverInfo kInfo{.name = "scripted", .version = "1", .summary = "", .license = ""};

class ScriptedHandler final : public ResourceHandler {
 public:
  Result<CustomState> observe(const Custom& resource, HandlerContext& context) const override {
    context.log("looked for " + resource.name + " in " + context.directory);
    return resource.name == "there" ? CustomState::matches : CustomState::absent;
  }
  Result<void> create(const Custom& resource, HandlerContext& context) const override {
    context.log("create");
    if (resource.name == "new") return {};
    return Error(ErrorKind::already_exists, "create " + resource.name);
  }
  Result<void> destroy(const Custom& resource, HandlerContext& context) const override {
    context.log("destroy");
    if (resource.name == "stuck") throw std::runtime_error("it clings");
    return {};
  }
};

// A driver that returns the plan of the test.
class ScriptedDriver final : public NetworkDriver {
 public:
  std::function<Result<Plan>(const NetworkView&, const EndpointView&)> plan;
  const ResourceHandler* own_handler = nullptr;

  [[nodiscard]] Result<Plan> plan_network(const NetworkView& network,
                                          const HostFacts& /*host*/) const override {
    return plan(network, {});
  }
  [[nodiscard]] Result<Plan> plan_endpoint(const NetworkView& network, const EndpointView& endpoint,
                                           const HostFacts& /*host*/) const override {
    return plan(network, endpoint);
  }
  [[nodiscard]] const ResourceHandler* handler() const noexcept override { return own_handler; }
};

struct Replies {
  int count = 0;
  std::string last;
  static void take(void* context, const char* document, std::size_t length) {
    auto& replies = *static_cast<Replies*>(context);
    ++replies.count;
    replies.last.assign(document, length);
  }
};

std::string reply_to(const NetworkDriver& driver, std::string_view request) {
  Replies replies;
  answer(driver, kInfo, request, &replies, Replies::take);
  EXPECT_EQ(replies.count, 1);
  return replies.last;
}

std::string request(Call call, const std::string& name) {
  documents::Request request;
  request.call = call;
  request.network.name = name;
  request.endpoint.container = name;
  request.resource.kind = "thing";
  request.resource.name = name;
  request.context.directory = "/run/x";
  return documents::encode(request);
}

TEST(DriverChannel, HandsTheSpecOverAndThePlanBack) {
  ScriptedDriver driver;
  driver.plan = [](const NetworkView& network, const EndpointView& endpoint) -> Result<Plan> {
    return Plan().ensure(Isolation{network.name + "/" + endpoint.container}, "w");
  };
  EXPECT_EQ(
      documents::decode_plan_reply(reply_to(driver, request(Call::plan_network, "a"))).value(),
      Plan().ensure(Isolation{"a/"}, "w"));
  EXPECT_EQ(
      documents::decode_plan_reply(reply_to(driver, request(Call::plan_endpoint, "a"))).value(),
      Plan().ensure(Isolation{"a/a"}, "w"));
}

// A driver that adds an entry to the plan of the wrapped driver.
class AddingDriver final : public WrappingDriver {
 public:
  [[nodiscard]] Result<Plan> amend_endpoint(Plan plan, const NetworkView& network,
                                            const EndpointView& endpoint,
                                            const HostFacts& /*host*/) const override {
    plan.ensure(Hairpin{network.name + "/" + endpoint.container}, "more");
    return plan;
  }
};

TEST(DriverChannel, HandsThePlanOfTheWrappedDriverOver) {
  const auto inner = Plan().ensure(Loopback{}, "w");
  documents::Request request;
  request.network.name = "a";
  request.endpoint.container = "c";
  request.wrapped = inner.entries();
  const AddingDriver driver;
  EXPECT_EQ(documents::decode_plan_reply(reply_to(driver, documents::encode(request))).value(),
            inner);
  request.call = Call::plan_endpoint;
  EXPECT_EQ(documents::decode_plan_reply(reply_to(driver, documents::encode(request))).value(),
            Plan(inner).ensure(Hairpin{"a/c"}, "more"));
}

TEST(DriverChannel, RefusesToPlanAloneWhatOnlyWraps) {
  const auto plan =
      documents::decode_plan_reply(reply_to(AddingDriver(), request(Call::plan_network, "a")));
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().message(), "a driver that wraps another one cannot plan alone");
}

TEST(DriverChannel, HandsAnErrorBack) {
  ScriptedDriver driver;
  driver.plan = [](const NetworkView&, const EndpointView&) -> Result<Plan> {
    return Error(ErrorKind::invalid_argument, "no parent").hint("say -o parent=");
  };
  const auto plan = documents::decode_plan_reply(reply_to(driver, request(Call::plan_network, "")));
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(plan.error().message(), "no parent");
  EXPECT_EQ(plan.error().hints(), std::vector<std::string>{"say -o parent="});
}

TEST(DriverChannel, TurnsWhateverIsThrownIntoAnError) {
  ScriptedDriver driver;
  driver.plan = [](const NetworkView& network, const EndpointView&) -> Result<Plan> {
    if (network.name == "std") throw std::runtime_error("out of cheese");
    throw 7;
  };
  const auto first =
      documents::decode_plan_reply(reply_to(driver, request(Call::plan_network, "std")));
  EXPECT_EQ(first.error().kind(), ErrorKind::driver);
  EXPECT_EQ(first.error().message(), "the driver threw an exception: out of cheese");
  const auto second =
      documents::decode_plan_reply(reply_to(driver, request(Call::plan_endpoint, "")));
  EXPECT_EQ(second.error().kind(), ErrorKind::driver);
  EXPECT_EQ(second.error().message(), "the driver threw something that is not a std::exception");
}

TEST(DriverChannel, CatchesWhatTheDriversConstructorThrows) {
  Replies replies;
  answer([]() -> const NetworkDriver& { throw std::runtime_error("stillborn"); }, kInfo, "{}",
         &replies, Replies::take);
  EXPECT_EQ(replies.count, 1);
  EXPECT_EQ(documents::decode_void_reply(replies.last).error().message(),
            "the driver threw an exception: stillborn");
}

TEST(DriverChannel, AnswersABadRequestWithAnError) {
  const ScriptedDriver driver;
  for (const auto* document : {"", "{", "{}", R"({"call":"dance"})", R"({"call":"plan_network"})"})
    EXPECT_FALSE(documents::decode_void_reply(reply_to(driver, document)).ok()) << document;
}

TEST(DriverChannel, AsksTheHandlerAboutCustomResources) {
  const ScriptedHandler handler;
  ScriptedDriver driver;
  driver.own_handler = &handler;
  const auto seen = reply_to(driver, request(Call::observe, "there"));
  EXPECT_EQ(documents::decode_state_reply(seen).value(), CustomState::matches);
  EXPECT_EQ(documents::log_in(seen), documents::Lines{"looked for there in /run/x"});
  EXPECT_EQ(documents::decode_state_reply(reply_to(driver, request(Call::observe, "gone"))).value(),
            CustomState::absent);
  const auto created = documents::decode_void_reply(reply_to(driver, request(Call::create, "x")));
  EXPECT_EQ(created.error().kind(), ErrorKind::already_exists);
  EXPECT_EQ(created.error().message(), "create x");
  EXPECT_TRUE(documents::decode_void_reply(reply_to(driver, request(Call::destroy, "x"))).ok());
  EXPECT_EQ(documents::decode_void_reply(reply_to(driver, request(Call::destroy, "stuck")))
                .error()
                .message(),
            "the driver threw an exception: it clings");
}

// A handler without update() destroys and creates the resource.
TEST(DriverChannel, UpdatesByRecreatingWithoutAnUpdate) {
  const ScriptedHandler handler;
  ScriptedDriver driver;
  driver.own_handler = &handler;
  const auto done = reply_to(driver, request(Call::update, "new"));
  EXPECT_TRUE(documents::decode_void_reply(done).ok());
  EXPECT_EQ(documents::log_in(done), (documents::Lines{"destroy", "create"}));
  const auto refused = reply_to(driver, request(Call::update, "old"));
  EXPECT_EQ(documents::decode_void_reply(refused).error().message(), "create old");
  EXPECT_EQ(documents::log_in(refused), (documents::Lines{"destroy", "create"}));
}

TEST(DriverChannel, SaysSoWhenThereIsNoHandler) {
  const ScriptedDriver driver;
  const auto reply = documents::decode_state_reply(reply_to(driver, request(Call::observe, "x")));
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().kind(), ErrorKind::driver);
  EXPECT_EQ(reply.error().message(), "no handler for thing \"x\"");
}

}  // namespace border_test
}  // namespace mydocker::detail
