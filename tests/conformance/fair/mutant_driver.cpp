#include "mutant_driver.hpp"

#include <unistd.h>

#include <cstring>

#include "load_mutations.hpp"
#include "mutation.hpp"

namespace fair {
namespace {

using namespace mydocker;

const PlanMutation* mutation() {
  for (auto* find : {plan_mutation, field_mutation, kernel_mutation})
    if (const auto* found = find()) return found;
  return nullptr;
}

}  // namespace

Result<Plan> MutantDriver::plan_network(const NetworkView& network, const HostFacts& host) const {
  const auto* wrong = mutation();
  NetworkView input = network;
  if (wrong != nullptr && wrong->input != nullptr)
    MYDOCKER_CHECK(wrong->input(input, nullptr, host));
  MYDOCKER_CHECK(break_call());
  MYDOCKER_TRY(auto plan, FairDriver::plan_network(input, host));
  if (wrong != nullptr && wrong->network != nullptr) wrong->network(plan, network, host);
  return plan;
}

Result<Plan> MutantDriver::plan_endpoint(const NetworkView& network, const EndpointView& endpoint,
                                         const HostFacts& host) const {
  const auto* wrong = mutation();
  NetworkView input = network;
  EndpointView container = endpoint;
  if (wrong != nullptr && wrong->input != nullptr)
    MYDOCKER_CHECK(wrong->input(input, &container, host));
  MYDOCKER_TRY(auto plan, FairDriver::plan_endpoint(input, container, host));
  if (wrong != nullptr && wrong->endpoint != nullptr) wrong->endpoint(plan, network, endpoint);
  return plan;
}

}  // namespace fair

namespace {

// The expansion of MYDOCKER_EXPORT_DRIVER, with the mutations of the boundary before it.
__attribute__((used, retain, aligned(4), section(MYDOCKER_NOTE_SECTION))) constexpr auto kNote =
    mydocker::detail::make_note<fair::kInfo>();

}  // namespace

const char* fair::note_begin() { return reinterpret_cast<const char*>(&kNote); }
std::size_t fair::note_size() { return sizeof kNote; }

extern "C" __attribute__((visibility("default"))) void mydocker_driver_v1(const char* request,
                                                                          std::size_t length,
                                                                          void* context,
                                                                          mydocker_reply reply) {
  const std::string answer = fair::break_boundary({request, length});
  if (!answer.empty()) return reply(context, answer.data(), answer.size());
  mydocker::detail::answer(mydocker::detail::the_driver<fair::MutantDriver>, fair::kInfo,
                           {request, length}, context, reply);
}

// Exported in one variant only (variants/). The version script of all others hides it.
extern "C" __attribute__((visibility("default"), used)) void fair_extra() {}
template <class T>
struct FairUnique {
  __attribute__((visibility("default"))) static int value;
};
template <class T>
int FairUnique<T>::value = 1;
template struct __attribute__((visibility("default"))) FairUnique<int>;
