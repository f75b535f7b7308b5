#include "runtime/apply/recovery.hpp"

#include <algorithm>

#include "runtime/kernel/linux_kernel.hpp"

namespace mydocker::apply {
namespace {

// A part of an endpoint is its ports, which have a record, or links that were lost.
std::string_view word_for(const store::Work& work, bool has_ports) {
  switch (work.kind) {
    case store::WorkKind::network:
      return " a network";
    case store::WorkKind::endpoint:
      return " an endpoint";
    case store::WorkKind::part:
      if (has_ports) return " published ports";
      return work.owner == store::part_owner(work.network_id) ? " a part of a network"
                                                              : " a part of an endpoint";
  }
  return " something";
}

// What a network's definition has become; a network that is gone by now has none.
Result<void> settle_definition(const Ground& ground, const store::Work& part) {
  MYDOCKER_TRY(const auto network, ground.state.definition_of(part.id));
  if (!network) return {};
  MYDOCKER_TRY(auto* definitions, ground.definitions.definitions());
  auto updated = definitions->update_network(*network);
  if (!updated.ok() && updated.error().kind() == ErrorKind::not_found) return {};
  return updated;
}

Result<void> forget(const Ground& ground, const store::Work& work, Undo undo) {
  if (work.kind == store::WorkKind::network) {
    MYDOCKER_TRY(auto* definitions, ground.definitions.definitions());
    MYDOCKER_TRY(const auto pending, definitions->pending());
    const bool unseen = std::ranges::find(pending, work.owner) != pending.end();
    // A network that was put back after a reboot stays defined when that fails.
    if (unseen || undo == Undo::removal) MYDOCKER_CHECK(definitions->remove_network(work.owner));
  }
  if (work.kind == store::WorkKind::part) MYDOCKER_CHECK(settle_definition(ground, work));
  return ground.state.end_work(work.id);
}

Error left_over(const Error& cause) {
  Error left(ErrorKind::unfinished, "recover from a command that died: " + cause.message());
  for (const auto& hint : cause.hints()) left = std::move(left).hint(hint);
  if (cause.kind() == ErrorKind::unfinished) return left;
  return std::move(left).hint("the next command tries again");
}

}  // namespace

std::optional<kernel::Netns> namespace_of(const model::Endpoint& endpoint) {
  auto opened = kernel::Netns::open(endpoint.netns_path);
  if (!opened.ok() || opened->cookie() != endpoint.netns_cookie) return std::nullopt;
  return std::move(opened).value();
}

Result<void> clear_away(const Ground& ground, const store::Work& work, Undo undo) {
  MYDOCKER_TRY(const auto endpoint, ground.state.endpoint_of(work.id));
  const auto container = endpoint ? namespace_of(*endpoint) : std::nullopt;
  const auto* inside = container ? &*container : nullptr;
  MYDOCKER_TRY(const auto kernel, kernel::open_linux_kernel(ground.host, inside));
  Applier applier({*kernel, ground.custom.of_network(work.network_id), ground.state, ground.log,
                   ground.faults, inside});
  MYDOCKER_CHECK(applier.clear(work, undo));
  return forget(ground, work, undo);
}

Result<Leftovers> recover(const Ground& ground) {
  MYDOCKER_TRY(const auto rows, ground.state.unfinished());
  Leftovers leftovers;
  for (const auto& row : rows) {
    MYDOCKER_TRY(const bool dead, ground.state.claim(row.id));
    if (!dead) continue;
    // Between the list and the lock its owner may have finished it.
    MYDOCKER_TRY(const auto now, ground.state.work_of(row.owner));
    if (!now || now->id != row.id || now->phase == store::Phase::active) {
      ground.state.unclaim(row.id);
      continue;
    }
    MYDOCKER_TRY(const auto ports, ground.state.endpoint_of(now->id));
    const bool creating = now->phase == store::Phase::creating;
    ground.log.notice(std::string("a command died while ") + (creating ? "creating" : "removing") +
                      std::string(word_for(*now, ports.has_value())) +
                      (creating ? ", undoing its steps" : ", carrying it on"));
    auto cleared = clear_away(ground, *now, creating ? Undo::rollback : Undo::removal);
    if (!cleared.ok()) {
      auto left = left_over(std::move(cleared).error());
      ground.log.notice(left.message());
      leftovers.emplace(row.owner, std::move(left));
    }
    ground.state.unclaim(row.id);
  }
  return leftovers;
}

Result<void> settle_pending(store::Definitions& definitions, store::RuntimeState& state) {
  MYDOCKER_TRY(const auto pending, definitions.pending());
  for (const auto& id : pending) {
    MYDOCKER_TRY(const auto work, state.work_of(id));
    if (!work) {
      MYDOCKER_CHECK(definitions.remove_network(id));
    } else if (work->phase == store::Phase::active) {
      MYDOCKER_CHECK(definitions.commit_network(id));
    }
  }
  return {};
}

}  // namespace mydocker::apply
