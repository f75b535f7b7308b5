#include <gtest/gtest.h>

#include <random>
#include <set>

#include "runtime/store/runtime_state.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace {

class LeasesTest : public ::testing::Test {
 protected:
  // One transaction for all, rolled back with the test. Only the order of the addresses matters.
  void lease(const IpAddress& address, const std::string& network = "net") {
    const std::string name = network + address.text();
    model::Endpoint endpoint;
    endpoint.id = name;
    endpoint.network_id = network;
    endpoint.container = name;
    ++number_;
    endpoint.mac = {{2, 0, 0, static_cast<std::uint8_t>(number_ >> 16U),
                     static_cast<std::uint8_t>(number_ >> 8U & 255U),
                     static_cast<std::uint8_t>(number_ & 255U)}};
    endpoint.addresses = {{address, address.bits()}};
    const auto entry_id = state_.open_entry(EntryKind::endpoint, name, network).value();
    const auto inserted = state_.insert_endpoint(entry_id, endpoint);
    ASSERT_TRUE(inserted.ok()) << inserted.error().message();
    entry_ids_[address] = entry_id;
  }
  void release(const IpAddress& address) {
    ASSERT_TRUE(state_.close_entry(entry_ids_.at(address)).ok());
    entry_ids_.erase(address);
  }
  std::string first_free(const std::string& first, const std::string& last) {
    const auto found = state_.first_free("net", ip(first), ip(last)).value();
    return found ? found->text() : "none";
  }
  Scratch scratch_;
  RuntimeState state_ = RuntimeState::open(scratch_.path(), {"boot", 1}).value();
  RuntimeState::Transaction transaction_ = state_.begin().value();
  std::map<IpAddress, std::int64_t> entry_ids_;
  unsigned number_ = 0;
};

TEST_F(LeasesTest, GivesTheLowestFreeAddressOfTheRange) {
  EXPECT_EQ(first_free("10.1.0.2", "10.1.0.9"), "10.1.0.2");
  lease(ip("10.1.0.2"));
  lease(ip("10.1.0.3"));
  lease(ip("10.1.0.5"));
  EXPECT_EQ(first_free("10.1.0.2", "10.1.0.9"), "10.1.0.4");
  EXPECT_EQ(first_free("10.1.0.5", "10.1.0.9"), "10.1.0.6");
  EXPECT_EQ(first_free("10.1.0.2", "10.1.0.3"), "none");
  EXPECT_EQ(first_free("10.1.0.5", "10.1.0.5"), "none");
  EXPECT_EQ(first_free("10.1.0.9", "10.1.0.2"), "none") << "an empty range";
}

TEST_F(LeasesTest, FindsAHoleAgainWhenItIsReleased) {
  for (unsigned i = 2; i < 9; ++i) lease(ip("10.1.0." + std::to_string(i)));
  EXPECT_EQ(first_free("10.1.0.2", "10.1.0.8"), "none");
  release(ip("10.1.0.6"));
  EXPECT_EQ(first_free("10.1.0.2", "10.1.0.8"), "10.1.0.6");
}

TEST_F(LeasesTest, KeepsNetworksAndFamiliesApart) {
  lease(ip("10.1.0.2"), "other");
  lease(ip("2001:db8::2"));
  EXPECT_EQ(first_free("10.1.0.2", "10.1.0.9"), "10.1.0.2");
  EXPECT_EQ(first_free("2001:db8::2", "2001:db8::ffff"), "2001:db8::3");
}

TEST_F(LeasesTest, CountsOverTheBordersOfBytes) {
  lease(ip("10.1.0.255"));
  lease(ip("10.1.1.0"));
  EXPECT_EQ(first_free("10.1.0.255", "10.1.255.255"), "10.1.1.1");
  lease(ip("127.255.255.255"));
  EXPECT_EQ(first_free("127.255.255.255", "128.0.0.9"), "128.0.0.0") << "above the sign bit";
}

TEST_F(LeasesTest, ReachesTheLastAddressOfAll) {
  lease(ip("255.255.255.255"));
  EXPECT_EQ(first_free("255.255.255.255", "255.255.255.255"), "none");
  lease(ip("255.255.255.254"));
  EXPECT_EQ(first_free("255.255.255.254", "255.255.255.255"), "none");
}

TEST_F(LeasesTest, LooksOnlyAtTheRunAfterTheFirst) {
  // A range of 2^64 addresses with leases at both ends. A search address by address would not end.
  lease(ip("2001:db8::"));
  lease(ip("2001:db8::ffff:ffff:ffff:ffff"));
  EXPECT_EQ(first_free("2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"), "2001:db8::1");
  lease(ip("10.0.0.1"));
  EXPECT_EQ(first_free("10.0.0.1", "10.255.255.254"), "10.0.0.2");
}

TEST_F(LeasesTest, AgreesWithLookingAtEveryAddress) {
  std::mt19937 engine(99);
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(engine() % limit); };
  const auto at = [](unsigned offset) { return IpAddress::v4(0x0a0100f0U + offset); };
  std::set<unsigned> leased;
  for (int round = 0; round < 400; ++round) {
    const unsigned offset = below(48);
    if (leased.contains(offset)) {
      release(at(offset));
      leased.erase(offset);
    } else {
      lease(at(offset));
      leased.insert(offset);
    }
    const unsigned first = below(48);
    const unsigned last = first + below(48 - first);
    std::string expected = "none";
    for (unsigned i = last + 1; i-- > first;)
      if (!leased.contains(i)) expected = at(i).text();
    ASSERT_EQ(first_free(at(first).text(), at(last).text()), expected) << round;
  }
}

TEST_F(LeasesTest, RemembersTheCursorOfEachSubnet) {
  EXPECT_EQ(state_.cursor("net", prefix("10.1.0.0/24")).value(), std::nullopt);
  ASSERT_TRUE(state_.set_cursor("net", prefix("10.1.0.0/24"), ip("10.1.0.7")).ok());
  ASSERT_TRUE(state_.set_cursor("net", prefix("10.1.0.0/25"), ip("10.1.0.8")).ok());
  ASSERT_TRUE(state_.set_cursor("net", prefix("2001:db8::/64"), ip("2001:db8::9")).ok());
  ASSERT_TRUE(state_.set_cursor("net", prefix("10.1.0.0/24"), ip("10.1.0.10")).ok());
  EXPECT_EQ(state_.cursor("net", prefix("10.1.0.0/24")).value(), ip("10.1.0.10"));
  EXPECT_EQ(state_.cursor("net", prefix("10.1.0.0/25")).value(), ip("10.1.0.8"));
  EXPECT_EQ(state_.cursor("net", prefix("2001:db8::/64")).value(), ip("2001:db8::9"));
}

TEST_F(LeasesTest, SaysWhoHoldsAnAddress) {
  lease(ip("10.1.0.2"));
  EXPECT_EQ(state_.lease_owner("net", ip("10.1.0.2")).value(), "net10.1.0.2");
  EXPECT_EQ(state_.lease_owner("net", ip("10.1.0.3")).value(), std::nullopt);
  EXPECT_EQ(state_.lease_owner("other", ip("10.1.0.2")).value(), std::nullopt);
}

}  // namespace
}  // namespace mydocker::store
