// The neighbour table, the forwarding databases, the queues, and the rules of drivers.
#include <algorithm>

#include "fakes/fake_kernel.hpp"

namespace mydocker::testing {
namespace {

using kernel::Observation;
using kernel::State;

// The entry with the identity of `wanted`, or null. Not owned by the caller.
template <class Entry>
const Entry* entry_like(const std::set<Entry>& held, const Entry& wanted) {
  const auto found = std::ranges::find_if(
      held, [&](const Entry& one) { return identity_of(one) == identity_of(wanted); });
  return found == held.end() ? nullptr : &*found;
}

template <class Entry>
Result<void> insert_entry(std::set<Entry>& held, const Entry& entry) {
  if (entry_like(held, entry) != nullptr) return Error(ErrorKind::already_exists, "File exists");
  held.insert(entry);
  return {};
}

template <class Entry>
void erase_entry(std::set<Entry>& held, const Entry& entry) {
  std::erase_if(held, [&](const Entry& one) { return identity_of(one) == identity_of(entry); });
}

Observation compared(const Neighbour& held, const Neighbour& wanted) {
  if (held == wanted) return {State::matches, "", ""};
  return {State::differs, "address " + held.mac.text(), ""};
}

Observation compared(const Fdb& held, const Fdb& wanted) {
  if (held == wanted) return {State::matches, "", ""};
  if (held.remote != wanted.remote) return {State::differs, "to " + held.remote->text(), ""};
  return {State::differs, held.extern_learn ? "extern_learn" : "not extern_learn", ""};
}

Observation compared(const Queue& held, const Queue& wanted) {
  if (held == wanted) return {State::matches, "", ""};
  if (held.kind != wanted.kind)
    return {State::differs, "a queue of kind " + std::string(name_of(held.kind)), ""};
  return {State::differs, "rate " + std::to_string(held.rate) + "bit", ""};
}

Observation compared(const NftRules& held, const NftRules& wanted) {
  if (held == wanted) return {State::matches, "", ""};
  return {State::differs, "with other rules", ""};
}

}  // namespace

Result<Observation> FakeKernel::look(const Neighbour& neighbour) {
  MYDOCKER_TRY(const FakeSpace* here, space(neighbour.place));
  const auto* held = entry_like(here->neighbours, neighbour);
  return held == nullptr ? Observation{} : compared(*held, neighbour);
}

Result<void> FakeKernel::make(const Neighbour& neighbour) {
  MYDOCKER_TRY(FakeSpace * here, space_with(neighbour.place, neighbour.link));
  return insert_entry(here->neighbours, neighbour);
}

Result<void> FakeKernel::take(const Neighbour& neighbour) {
  MYDOCKER_TRY(FakeSpace * here, space(neighbour.place));
  erase_entry(here->neighbours, neighbour);
  return {};
}

Result<Observation> FakeKernel::look(const Fdb& fdb) {
  MYDOCKER_TRY(const FakeSpace* here, space(fdb.place));
  const auto* held = entry_like(here->forwarding, fdb);
  return held == nullptr ? Observation{} : compared(*held, fdb);
}

Result<void> FakeKernel::make(const Fdb& fdb) {
  MYDOCKER_TRY(FakeSpace * here, space_with(fdb.place, fdb.link));
  if (!fdb.remote && here->links[fdb.link].master.empty())
    return Error(ErrorKind::unsupported, "Operation not supported");
  return insert_entry(here->forwarding, fdb);
}

Result<void> FakeKernel::take(const Fdb& fdb) {
  MYDOCKER_TRY(FakeSpace * here, space(fdb.place));
  erase_entry(here->forwarding, fdb);
  return {};
}

Result<Observation> FakeKernel::look(const Queue& queue) {
  MYDOCKER_TRY(const FakeSpace* here, space(queue.place));
  const auto* held = entry_like(here->queues, queue);
  return held == nullptr ? Observation{} : compared(*held, queue);
}

Result<void> FakeKernel::make(const Queue& queue) {
  MYDOCKER_TRY(FakeSpace * here, space_with(queue.place, queue.link));
  if (!queue.ingress_of.empty()) MYDOCKER_CHECK(space_with(queue.place, queue.ingress_of));
  return insert_entry(here->queues, queue);
}

Result<void> FakeKernel::take(const Queue& queue) {
  MYDOCKER_TRY(FakeSpace * here, space(queue.place));
  erase_entry(here->queues, queue);
  return {};
}

Result<Observation> FakeKernel::look(const NftRules& rules) {
  const auto* held = entry_like(host_.driver_rules, rules);
  return held == nullptr ? Observation{} : compared(*held, rules);
}

Result<void> FakeKernel::make(const NftRules& rules) {
  return insert_entry(host_.driver_rules, rules);
}

Result<void> FakeKernel::take(const NftRules& rules) {
  erase_entry(host_.driver_rules, rules);
  return {};
}

}  // namespace mydocker::testing
