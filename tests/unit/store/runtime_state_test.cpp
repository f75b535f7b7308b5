#include "runtime/store/runtime_state.hpp"

#include <gtest/gtest.h>

#include "scratch.hpp"

namespace mydocker::store {
namespace runtime_state_test {

const HostIdentity kHost{"boot-1", 0xffff'ffff'ffff'fff0U};

model::Endpoint endpoint(const std::string& container, const std::string& address) {
  model::Endpoint result;
  result.id = "id-" + container;
  result.network_id = "net";
  result.container = container;
  result.netns_path = "/run/netns/" + container;
  result.netns_cookie = 7;
  result.link_name = "eth0";
  result.mac = {{2, 0x4d, 0, 0, 0, static_cast<std::uint8_t>(container.back())}};
  result.addresses = {prefix(address)};
  return result;
}

class RuntimeStateTest : public ::testing::Test {
 protected:
  RuntimeState open(const HostIdentity& host = kHost) {
    return RuntimeState::open(scratch_.path(), host).value();
  }
  static std::int64_t open_entry(RuntimeState& state, const std::string& owner) {
    auto transaction = state.begin();
    const auto id = state.open_entry(EntryKind::network, owner, owner).value();
    EXPECT_TRUE(transaction->commit().ok());
    return id;
  }
  static std::int64_t connect(RuntimeState& state, const model::Endpoint& added) {
    auto transaction = state.begin();
    const auto id = state.open_entry(EntryKind::endpoint, added.id, added.network_id).value();
    const auto inserted = state.insert_endpoint(id, added);
    EXPECT_TRUE(inserted.ok()) << (inserted.ok() ? "" : inserted.error().message());
    EXPECT_TRUE(transaction->commit().ok());
    return id;
  }
  Scratch scratch_;
};

TEST_F(RuntimeStateTest, AWorkGoesThroughItsPhases) {
  auto state = open();
  const auto id = open_entry(state, "net");
  const auto created = state.find_entry("net").value();
  ASSERT_TRUE(created.has_value());
  EXPECT_EQ(created->id, id);
  EXPECT_EQ(created->kind, EntryKind::network);
  EXPECT_EQ(created->phase, Phase::creating);
  EXPECT_EQ(created->network_id, "net");
  EXPECT_TRUE(created->plan.empty());
  EXPECT_EQ(state.unfinished()->size(), 1U);
  ASSERT_TRUE(state.write_plan(id, plan_of_bytes()).ok());
  ASSERT_TRUE(state.set_phase(id, Phase::active).ok());
  EXPECT_TRUE(state.unfinished()->empty());
  EXPECT_EQ(state.find_entry("net").value()->plan, plan_of_bytes());
  ASSERT_TRUE(state.set_phase(id, Phase::removing).ok());
  EXPECT_EQ(state.unfinished()->front().phase, Phase::removing);
  ASSERT_TRUE(state.close_entry(id).ok());
  EXPECT_FALSE(state.find_entry("net").value().has_value());
  EXPECT_TRUE(state.close_entry(id).ok()) << "what has ended is ended";
}

TEST_F(RuntimeStateTest, FactsAreKeptAsLongAsTheirRow) {
  auto state = open();
  const auto id = open_entry(state, "net");
  EXPECT_FALSE(state.facts_of("net").value().has_value());
  HostFacts facts;
  facts.default_route = LinkFact{.name = "eth0", .kind = "veth", .mtu = 1450, .up = true};
  facts.links = {{.name = "br0", .kind = "bridge", .mtu = 1500, .medium = Medium::other}};
  facts.ipv6 = true;
  facts.advertised_link = "eth0";
  ASSERT_TRUE(state.keep_facts(id, facts).ok());
  EXPECT_EQ(state.facts_of("net").value(), facts);
  EXPECT_TRUE(state.status_of("net")->empty());
  ASSERT_TRUE(state.keep_facts(id, facts, {{"vni", "7"}}).ok());
  EXPECT_EQ(state.facts_of("net").value(), facts);
  EXPECT_EQ(state.status_of("net")->at("vni"), "7");
  EXPECT_FALSE(state.facts_of("other").value().has_value());
  ASSERT_TRUE(state.close_entry(id).ok());
  open_entry(state, "net");
  EXPECT_FALSE(state.facts_of("net").value().has_value()) << "they went with the first row";
}

TEST_F(RuntimeStateTest, ALookBetweenTwoTransactionsUnlocksNothing) {
  auto state = open();
  const auto id = open_entry(state, "net");
  ASSERT_TRUE(state.facts_of("net").ok());
  auto other = open();
  EXPECT_FALSE(other.try_lock(id).value()) << "its owner is alive";
}

TEST_F(RuntimeStateTest, RefusesASecondWorkForOneOwner) {
  auto state = open();
  open_entry(state, "net");
  EXPECT_EQ(state.open_entry(EntryKind::network, "net", "net").error().kind(),
            ErrorKind::already_exists);
}

TEST_F(RuntimeStateTest, ChangingAWorkThatIsGoneIsAnError) {
  auto state = open();
  EXPECT_EQ(state.write_plan(99, Plan()).error().kind(), ErrorKind::not_found);
  EXPECT_EQ(state.set_phase(99, Phase::active).error().kind(), ErrorKind::not_found);
}

TEST_F(RuntimeStateTest, ListsUnfinishedWorkOldestFirst) {
  auto state = open();
  const auto first = open_entry(state, "z");
  const auto second = open_entry(state, "a");
  const auto done = open_entry(state, "m");
  ASSERT_TRUE(state.set_phase(done, Phase::active).ok());
  const auto unfinished = state.unfinished().value();
  ASSERT_EQ(unfinished.size(), 2U);
  EXPECT_EQ(unfinished[0].id, first);
  EXPECT_EQ(unfinished[1].id, second);
}

TEST_F(RuntimeStateTest, HoldsTheByteOfAWorkFromItsBeginning) {
  auto mine = open();
  auto theirs = open();
  const auto id = open_entry(mine, "net");
  EXPECT_FALSE(theirs.try_lock(id).value());
  EXPECT_TRUE(mine.try_lock(id).value()) << "ours already";
  mine.unlock(id);
  EXPECT_TRUE(theirs.try_lock(id).value());
  EXPECT_FALSE(mine.try_lock(id).value());
}

TEST_F(RuntimeStateTest, LetsTheByteGoWhenTheBeginningIsRolledBack) {
  auto mine = open();
  auto theirs = open();
  std::int64_t id = 0;
  {
    const auto transaction = mine.begin();
    id = mine.open_entry(EntryKind::network, "net", "net").value();
    EXPECT_FALSE(theirs.try_lock(id).value());
  }
  EXPECT_FALSE(mine.find_entry("net").value().has_value());
  EXPECT_TRUE(theirs.try_lock(id).value());
  theirs.unlock(id);
  EXPECT_EQ(open_entry(theirs, "other"), id) << "the id that was given back";
}

TEST_F(RuntimeStateTest, ARollbackLetsOnlyItsOwnBytesGo) {
  auto mine = open();
  auto theirs = open();
  const auto kept = open_entry(mine, "kept");
  { const auto transaction = mine.begin(); }
  EXPECT_FALSE(theirs.try_lock(kept).value());
}

TEST_F(RuntimeStateTest, NeverGivesAnIdTwice) {
  auto state = open();
  const auto first = open_entry(state, "net");
  ASSERT_TRUE(state.close_entry(first).ok());
  EXPECT_GT(open_entry(state, "net"), first);
}

TEST_F(RuntimeStateTest, ADeadProcessLosesItsLocksButNotItsIntent) {
  auto state = open();
  Child other([&] {
    static auto theirs = RuntimeState::open(scratch_.path(), kHost);
    auto transaction = theirs->begin();
    const auto id = theirs->open_entry(EntryKind::network, "net", "net");
    return id.ok() && theirs->write_plan(*id, plan_of_bytes()).ok() && transaction->commit().ok();
  });
  const auto alive = state.unfinished().value();
  ASSERT_EQ(alive.size(), 1U);
  EXPECT_FALSE(state.try_lock(alive[0].id).value());
  other.kill();
  const auto left = state.unfinished().value();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].plan, plan_of_bytes());
  EXPECT_TRUE(state.try_lock(left[0].id).value());
}

TEST_F(RuntimeStateTest, AKilledTransactionLeavesNothing) {
  auto state = open();
  connect(state, endpoint("c1", "10.1.0.2/24"));
  Child other([&] {
    static auto theirs = RuntimeState::open(scratch_.path(), kHost);
    static auto transaction = theirs->begin();
    const auto id = theirs->open_entry(EntryKind::endpoint, "id-c2", "net");
    return id.ok() && theirs->insert_endpoint(*id, endpoint("c2", "10.1.0.3/24")).ok() &&
           theirs->acquire("sysctl", *id, "0").ok() && theirs->close_entry(1).ok();
  });
  other.kill();
  EXPECT_FALSE(state.find_entry("id-c2").value().has_value());
  EXPECT_FALSE(state.find_endpoint("net", "c2").value().has_value());
  EXPECT_EQ(state.lease_owner("net", ip("10.1.0.3")).value(), std::nullopt);
  EXPECT_EQ(state.lease_owner("net", ip("10.1.0.2")).value(), "c1");
  EXPECT_FALSE(state.shared("sysctl", 0)->others);
}

TEST_F(RuntimeStateTest, KeepsThePriorValueOfTheFirstHolder) {
  auto state = open();
  const auto a = open_entry(state, "a");
  const auto b = open_entry(state, "b");
  EXPECT_FALSE(state.shared("s", a)->others);
  EXPECT_EQ(state.shared("s", a)->prior, "");
  ASSERT_TRUE(state.acquire("s", a, "0").ok());
  ASSERT_TRUE(state.acquire("s", a, "again").ok());
  EXPECT_FALSE(state.shared("s", a)->others);
  EXPECT_TRUE(state.shared("s", b)->others);
  EXPECT_EQ(state.shared("s", b)->prior, "0");
  ASSERT_TRUE(state.acquire("s", b, "1").ok());
  ASSERT_TRUE(state.release("s", a).ok());
  EXPECT_FALSE(state.shared("s", b)->others);
  EXPECT_EQ(state.shared("s", b)->prior, "0") << "the value from before the first one";
  EXPECT_FALSE(state.shared("other", b)->others);
  ASSERT_TRUE(state.close_entry(b).ok());
  EXPECT_FALSE(state.shared("s", a)->others);
  EXPECT_EQ(state.shared("s", a)->prior, "");
}

TEST_F(RuntimeStateTest, KnowsAllWhoHoldAThing) {
  auto state = open();
  const auto a = open_entry(state, "a");
  const auto b = open_entry(state, "b");
  EXPECT_TRUE(state.owners("parent eth0")->empty());
  ASSERT_TRUE(state.acquire("parent eth0", a, "").ok());
  ASSERT_TRUE(state.acquire("parent eth0", b, "").ok());
  ASSERT_TRUE(state.acquire("parent eth0 alone", b, "").ok());
  const auto both = state.owners("parent eth0").value();
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].owner, "a");
  EXPECT_EQ(both[1].owner, "b");
  ASSERT_TRUE(state.close_entry(a).ok());
  const auto left = state.owners("parent eth0").value();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].id, b);
}

TEST_F(RuntimeStateTest, GivesBackAnEndpointAsItWas) {
  model::Endpoint put = endpoint("c1", "10.1.0.2/24");
  put.container_half = model::ContainerHalf::engine;
  put.gateways = {IpAddress::parse("10.1.0.254").value()};
  put.routes = {{IpPrefix::parse("10.9.0.0/16").value(), IpAddress::parse("10.1.0.9").value(), 5},
                {IpPrefix::parse("10.8.0.0/16").value(), std::nullopt, 0, RouteType::blackhole}};
  put.addresses.push_back(prefix("2001:db8::2/64"));
  put.netns_cookie = 0xffff'ffff'ffff'ffffU;
  put.default_route = true;
  put.options = {{"rate", "5"}};
  put.created = 1'700'000'000;
  put.gateway_priority = -7;
  put.metric = 1070;
  {
    auto state = open();
    connect(state, put);
  }
  auto state = open();
  EXPECT_EQ(state.find_endpoint("net", "c1").value(), put);
  EXPECT_EQ(state.endpoints("net").value(), std::vector<model::Endpoint>{put});
  EXPECT_EQ(state.endpoints_in(put.netns_cookie).value(), std::vector<model::Endpoint>{put});
  EXPECT_FALSE(state.find_endpoint("net", "c2").value().has_value());
  EXPECT_FALSE(state.find_endpoint("other", "c1").value().has_value());
  EXPECT_TRUE(state.endpoints("other")->empty());
  EXPECT_TRUE(state.endpoints_in(1)->empty());
}

TEST_F(RuntimeStateTest, ListsEndpointsByNameAndThoseOfANamespaceByAge) {
  auto state = open();
  connect(state, endpoint("c10", "10.1.0.10/24"));
  connect(state, endpoint("c9", "10.1.0.9/24"));
  EXPECT_EQ(state.endpoints("net")->front().container, "c9");
  EXPECT_EQ(state.endpoints_in(7)->front().container, "c10");
}

TEST_F(RuntimeStateTest, NamesTheHolderOfWhatIsTaken) {
  auto state = open();
  connect(state, endpoint("c1", "10.1.0.2/24"));
  const auto refusal = [&](const model::Endpoint& added) {
    const auto transaction = state.begin();
    const auto id = state.open_entry(EntryKind::endpoint, "new", added.network_id).value();
    const auto result = state.insert_endpoint(id, added);
    if (result.ok()) return std::string("accepted");
    EXPECT_EQ(result.error().kind(), ErrorKind::already_exists);
    return result.error().message();
  };
  EXPECT_EQ(refusal(endpoint("c1", "10.1.0.3/24")),
            "container \"c1\" is already connected to the network");
  EXPECT_EQ(refusal(endpoint("c2", "10.1.0.2/24")), "address 10.1.0.2 is held by container \"c1\"");
  model::Endpoint same_mac = endpoint("c2", "10.1.0.3/24");
  same_mac.mac = endpoint("c1", "10.1.0.2/24").mac;
  EXPECT_EQ(refusal(same_mac), "MAC 02:4d:00:00:00:31 is held by container \"c1\"");
  EXPECT_EQ(refusal(endpoint("c2", "10.1.0.3/24")), "accepted");
  model::Endpoint elsewhere = endpoint("c1", "10.1.0.2/24");
  elsewhere.network_id = "other";
  elsewhere.id = "id-other";
  EXPECT_EQ(refusal(elsewhere), "accepted") << "another network has addresses of its own";
}

TEST_F(RuntimeStateTest, OneOfTwoProcessesGetsTheAddress) {
  auto state = open();
  Child other([&] {
    auto theirs = RuntimeState::open(scratch_.path(), kHost);
    auto transaction = theirs->begin();
    const auto id = theirs->open_entry(EntryKind::endpoint, "id-c1", "net");
    return theirs->insert_endpoint(*id, endpoint("c1", "10.1.0.2/24")).ok() &&
           transaction->commit().ok();
  });
  auto transaction = state.begin();
  const auto id = state.open_entry(EntryKind::endpoint, "id-c2", "net").value();
  EXPECT_EQ(state.insert_endpoint(id, endpoint("c2", "10.1.0.2/24")).error().kind(),
            ErrorKind::already_exists);
}

TEST_F(RuntimeStateTest, EndingAWorkFreesAllThatItHeld) {
  auto state = open();
  const auto id = connect(state, endpoint("c1", "10.1.0.2/24"));
  const auto other = connect(state, endpoint("c2", "10.1.0.3/24"));
  ASSERT_TRUE(state.acquire("s", id, "0").ok());
  ASSERT_TRUE(state.set_cursor("net", prefix("10.1.0.0/24"), ip("10.1.0.3")).ok());
  ASSERT_TRUE(state.close_entry(id).ok());
  EXPECT_FALSE(state.find_endpoint("net", "c1").value().has_value());
  EXPECT_EQ(state.lease_owner("net", ip("10.1.0.2")).value(), std::nullopt);
  EXPECT_FALSE(state.shared("s", other)->others);
  EXPECT_EQ(state.lease_owner("net", ip("10.1.0.3")).value(), "c2");
  EXPECT_TRUE(state.cursor("net", prefix("10.1.0.0/24")).value().has_value());
  connect(state, endpoint("c1", "10.1.0.2/24"));
}

TEST_F(RuntimeStateTest, TheCursorsOfANetworkGoWithIt) {
  auto state = open();
  const auto id = open_entry(state, "net");
  ASSERT_TRUE(state.set_cursor("net", prefix("10.1.0.0/24"), ip("10.1.0.3")).ok());
  ASSERT_TRUE(state.set_cursor("other", prefix("10.2.0.0/24"), ip("10.2.0.3")).ok());
  ASSERT_TRUE(state.close_entry(id).ok());
  EXPECT_EQ(state.cursor("net", prefix("10.1.0.0/24")).value(), std::nullopt);
  EXPECT_EQ(state.cursor("other", prefix("10.2.0.0/24")).value(), ip("10.2.0.3"));
}

TEST_F(RuntimeStateTest, EverythingOfAnEarlierBootGoes) {
  const HostIdentity rebooted{"boot-2", kHost.netns_cookie};
  std::int64_t last = 0;
  {
    auto state = open();
    last = connect(state, endpoint("c1", "10.1.0.2/24"));
    ASSERT_TRUE(state.acquire("s", last, "0").ok());
    ASSERT_TRUE(state.set_cursor("net", prefix("10.1.0.0/24"), ip("10.1.0.2")).ok());
    EXPECT_TRUE(open().find_entry("id-c1").value().has_value()) << "the same boot keeps it";
  }
  auto state = open(rebooted);
  EXPECT_TRUE(state.unfinished()->empty());
  EXPECT_FALSE(state.find_entry("id-c1").value().has_value());
  EXPECT_TRUE(state.endpoints("net")->empty());
  EXPECT_EQ(state.lease_owner("net", ip("10.1.0.2")).value(), std::nullopt);
  EXPECT_EQ(state.cursor("net", prefix("10.1.0.0/24")).value(), std::nullopt);
  EXPECT_FALSE(state.shared("s", 0)->others);
  EXPECT_GT(open_entry(state, "net"), last) << "ids go on";
  EXPECT_TRUE(open(rebooted).find_entry("net").value().has_value());
}

}  // namespace runtime_state_test
}  // namespace mydocker::store
