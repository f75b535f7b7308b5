// The contract of each Kernel for queues, with the kinds that the kernel of the tests has.
#pragma once

#include "contract/kernel_host.hpp"

namespace mydocker::testing {

inline Queue bucket(Place place, const std::string& link) {
  return {.place = place, .link = link, .rate = 10'000'000, .burst = 32768, .limit = 95268};
}

inline Link ifb_link() {
  return {.name = "ifb-1", .kind = "ifb", .mac = {{kMacPrefix[0], kMacPrefix[1], 0, 0, 0, 8}}};
}

TEST_P(KernelContract, QueuesLiveOnce) {
  create(bridge());
  create(veth());
  for (const auto kind : {QueueKind::tbf, QueueKind::htb}) {
    SCOPED_TRACE(name_of(kind));
    Queue queue = bucket(Place::host, "veth-1");
    queue.kind = kind;
    expect_whole_life(queue);
    queue.place = Place::container;
    queue.link = "eth0";
    expect_whole_life(queue);
    queue.rate = 100'000'000'000;
    expect_whole_life(queue);
  }
}

TEST_P(KernelContract, IncomingPacketsWaitOnAnotherLink) {
  create(bridge());
  create(veth());
  create(ifb_link());
  Queue queue = bucket(Place::host, "ifb-1");
  queue.ingress_of = "veth-1";
  expect_whole_life(queue);
  create(queue);
  destroy(ifb_link());
  EXPECT_EQ(state(queue), kernel::State::absent);
}

TEST_P(KernelContract, ARateIsChangedInPlace) {
  create(bridge());
  create(veth());
  for (const auto kind : {QueueKind::tbf, QueueKind::htb}) {
    SCOPED_TRACE(name_of(kind));
    Queue queue = bucket(Place::host, "veth-1");
    queue.kind = kind;
    create(queue);
    queue.rate = 20'000'000;
    EXPECT_EQ(state(queue), kernel::State::differs);
    EXPECT_EQ(seen(queue).detail, "rate 10000000bit");
    EXPECT_TRUE(seen(queue).in_place);
    ASSERT_TRUE(host_->kernel().update(queue, seen(queue).value).ok());
    EXPECT_EQ(state(queue), kernel::State::matches) << seen(queue).detail;
    destroy(queue);
  }
}

TEST_P(KernelContract, AQueueOfAnotherKindIsReplaced) {
  create(bridge());
  Queue queue = bucket(Place::host, "testnet");
  create(queue);
  queue.kind = QueueKind::htb;
  EXPECT_EQ(seen(queue).detail, "a queue of kind tbf");
  const auto updated = host_->kernel().update(queue, seen(queue).value);
  ASSERT_TRUE(updated.ok()) << text(updated);
  EXPECT_EQ(state(queue), kernel::State::matches) << seen(queue).detail;
}

TEST_P(KernelContract, AQueueNeedsItsLinks) {
  const std::string before = host_->snapshot();
  const Queue queue = bucket(Place::host, "veth-1");
  EXPECT_EQ(state(queue), kernel::State::absent);
  const auto created = host_->kernel().create(queue);
  expect_refusal(created, ErrorKind::not_found);
  EXPECT_EQ(text(created), "link \"veth-1\": No such device");
  destroy(queue);
  create(ifb_link());
  Queue incoming = bucket(Place::host, "ifb-1");
  incoming.ingress_of = "veth-1";
  expect_refusal(host_->kernel().create(incoming), ErrorKind::not_found);
  EXPECT_EQ(state(incoming), kernel::State::absent);
  destroy(ifb_link());
  EXPECT_EQ(host_->snapshot(), before);
}

}  // namespace mydocker::testing
