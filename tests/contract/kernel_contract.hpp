// The contract of each Kernel, real or fake. A program that includes this file instantiates the
// suite with its own KernelHost.
#pragma once

#include "contract/address_contract.hpp"
#include "contract/any_link_contract.hpp"
#include "contract/filter_contract.hpp"
#include "contract/firewall_contract.hpp"
#include "contract/kernel_host.hpp"
#include "contract/link_contract.hpp"
#include "contract/macvlan_contract.hpp"
#include "contract/neighbour_contract.hpp"
#include "contract/queue_contract.hpp"
#include "contract/service_contract.hpp"

namespace mydocker::testing {

TEST_P(KernelContract, CustomThingsAreNotItsBusiness) {
  const auto observed = host_->kernel().observe(Custom{});
  ASSERT_FALSE(observed.ok());
  EXPECT_EQ(observed.error().kind(), ErrorKind::internal);
  expect_refusal(host_->kernel().create(Custom{}), ErrorKind::internal);
  expect_refusal(host_->kernel().destroy(Custom{}), ErrorKind::internal);
}

}  // namespace mydocker::testing
