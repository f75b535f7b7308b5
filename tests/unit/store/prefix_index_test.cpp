// Which prefixes overlap, and where a run of prefixes ends, compared with a list of all prefixes.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "runtime/store/definitions.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace prefix_index_test {

class PrefixIndexTest : public ::testing::Test {
 protected:
  void add(const std::string& text) {
    model::Network network;
    network.id = std::to_string(++count_) + std::string(60, 'a');
    network.name = "n" + std::to_string(count_);
    network.driver = "bridge";
    network.link_name = network.name;
    network.subnets.resize(1);
    network.subnets[0].prefix = prefix(text);
    ASSERT_TRUE(definitions_.insert_network(network).ok());
    held_.emplace(network.id, network.subnets[0].prefix);
  }
  void remove(const std::string& text) {
    const auto found = std::ranges::find(held_, prefix(text), &Held::value_type::second);
    ASSERT_NE(found, held_.end());
    ASSERT_TRUE(definitions_.remove_network(found->first).ok());
    held_.erase(found);
  }
  std::string run_from(const std::string& text) {
    const auto last = definitions_.end_of_run(prefix(text));
    if (!last.ok()) return last.error().message();
    return *last ? (*last)->text() : "free";
  }
  std::vector<std::string> overlapping(const IpPrefix& wanted) {
    std::vector<std::string> texts;
    const auto found = definitions_.prefixes_overlapping(wanted);
    EXPECT_TRUE(found.ok());
    for (const auto& one : *found) texts.push_back(one.prefix.text());
    std::ranges::sort(texts);
    return texts;
  }
  [[nodiscard]] std::vector<std::string> expected(const IpPrefix& wanted) const {
    std::vector<std::string> texts;
    for (const auto& one : held_)
      if (one.second.overlaps(wanted)) texts.push_back(one.second.text());
    std::ranges::sort(texts);
    return texts;
  }
  [[nodiscard]] bool is_held(const IpAddress& address) const {
    return std::ranges::any_of(held_,
                               [&](const auto& one) { return one.second.contains(address); });
  }

  using Held = std::map<std::string, IpPrefix>;
  Scratch scratch_;
  Definitions definitions_ = Definitions::open(scratch_.path()).value();
  Held held_;
  int count_ = 0;
};

TEST_F(PrefixIndexTest, ARunEndsAtTheFirstGap) {
  for (const char* text : {"10.1.0.0/24", "10.1.2.0/24", "10.1.1.0/24", "10.1.4.0/24"}) add(text);
  EXPECT_EQ(run_from("10.1.0.0/24"), "10.1.2.255");
  EXPECT_EQ(run_from("10.1.2.128/25"), "10.1.2.255");
  EXPECT_EQ(run_from("10.1.3.0/24"), "free");
  remove("10.1.1.0/24");
  EXPECT_EQ(run_from("10.1.0.0/24"), "10.1.0.255");
  EXPECT_EQ(run_from("10.1.1.0/24"), "free");
  add("10.1.3.0/24");
  EXPECT_EQ(run_from("10.1.2.0/24"), "10.1.4.255");
}

TEST_F(PrefixIndexTest, TheFamiliesAreApart) {
  add("255.255.255.0/24");
  add("::/64");
  EXPECT_EQ(run_from("255.255.255.0/24"), "255.255.255.255");
  EXPECT_EQ(run_from("::/64"), "::ffff:ffff:ffff:ffff");
  EXPECT_EQ(run_from("::/8"), "::ffff:ffff:ffff:ffff");
}

// All addresses up to the end of a run are in use, also if prefixes contain others.
TEST_F(PrefixIndexTest, RandomPrefixesAreAsInAList) {
  std::mt19937 random(7);  // NOLINT: the same numbers each time
  const auto any = [&](unsigned shortest) {
    const auto length = shortest + static_cast<unsigned>(random() % 5);
    return IpPrefix{IpAddress::v4(0x0a000000U | (random() & 0xfffU)), length}.network();
  };
  for (int step = 0; step < 300; ++step) {
    if (held_.size() > 40 || (step % 4 == 3 && !held_.empty()))
      remove(held_.begin()->second.text());
    else
      add(any(24).text());
    const auto wanted = any(22);
    ASSERT_EQ(overlapping(wanted), expected(wanted)) << step;
    const auto last = definitions_.end_of_run(wanted).value();
    ASSERT_EQ(last.has_value(), !expected(wanted).empty()) << step;
    if (!last) continue;
    ASSERT_TRUE(is_held(*last)) << step;
    for (auto at = wanted.last().plus(1); at < *last; at = at.plus(1))
      ASSERT_TRUE(is_held(at)) << step << " " << at.text();
  }
}

}  // namespace prefix_index_test
}  // namespace mydocker::store
