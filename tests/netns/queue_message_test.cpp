// The messages of queues whose kinds the kernel of the tests may lack.
#include <gtest/gtest.h>
#include <linux/netlink.h>

#include <string>

#include "netns/message_digits.hpp"
#include "runtime/kernel/queue_messages.hpp"

namespace mydocker::kernel {
namespace queue_message_test {

constexpr std::size_t kHeader = 20;  // tcmsg

std::string attributes_of(const Queue& queue) {
  const auto message = qdisc_message(NLM_F_EXCL, queue, 5);
  return attribute_digits(*message.raw(), kHeader);
}

Queue queue_of(QueueKind kind, std::uint64_t rate) {
  return {.link = "eth0", .kind = kind, .rate = rate};
}

TEST(QueueMessage, OfFqWithARate) {
  EXPECT_EQ(attributes_of(queue_of(QueueKind::fq, 8'000'000)),
            "07000100"
            "66710000"
            "0c000280"
            "08000700"
            "40420f00");
}

TEST(QueueMessage, OfFqWithoutARate) {
  EXPECT_EQ(attributes_of(queue_of(QueueKind::fq, 0)),
            "07000100"
            "66710000"
            "0c000280"
            "08000700"
            "ffffffff");
}

TEST(QueueMessage, OfFqCodel) {
  EXPECT_EQ(attributes_of(queue_of(QueueKind::fq_codel, 0)),
            "0d000100"
            "66715f636f64656c00000000");
}

TEST(QueueMessage, SaysWhatItIsReadAs) {
  for (const auto kind : {QueueKind::tbf, QueueKind::fq}) {
    for (const std::uint64_t rate : {8'000'000ULL, 400'000'000'000ULL}) {
      if (kind == QueueKind::fq && rate > 8'000'000) continue;  // the kernel has 32 bits
      Queue queue = queue_of(kind, rate);
      queue.burst = 32768;
      queue.limit = 65536;
      const auto message = qdisc_message(NLM_F_EXCL, queue, 5);
      const auto state = queue_from(*message.raw());
      EXPECT_EQ(state.kind, name_of(kind));
      EXPECT_EQ(state.rate, rate);
    }
  }
}

TEST(QueueMessage, ARedirectNamesItsTarget) {
  const auto message = redirect_message(5, 9);
  EXPECT_EQ(redirect_target(*message.raw()), 9);
}

}  // namespace queue_message_test
}  // namespace mydocker::kernel
