#include "runtime/model/network_spec.hpp"

#include <algorithm>

#include "runtime/model/family_spec.hpp"
#include "runtime/model/key_values.hpp"
#include "runtime/model/names.hpp"
#include "runtime/model/route_spec.hpp"
#include "runtime/model/subnet_spec.hpp"

namespace mydocker::model {
namespace {

// Collects all errors into one, so that the user sees all of them in one message.
class Findings {
 public:
  // Stores the value in `place`, or adds the error. Returns whether there is a value.
  template <class T>
  bool take(Result<T> result, T& place) {
    if (!result.ok()) {
      add(std::move(result).error());
      return false;
    }
    place = *std::move(result);
    return true;
  }
  void add(const Error& error) {
    if (!all_) {
      all_ = error;
      return;
    }
    Error more(all_->kind(), all_->message() + "; " + error.message());
    for (const Error& one : {*all_, error})
      for (const auto& hint : one.hints())
        if (std::ranges::find(more.hints(), hint) == more.hints().end())
          more = std::move(more).hint(hint);
    all_ = std::move(more);
  }
  [[nodiscard]] Result<void> sum() const { return all_ ? Result<void>(*all_) : Result<void>(); }

 private:
  std::optional<Error> all_;
};

}  // namespace

Result<CheckedNetwork> check_network(const NetworkSpec& spec) {
  CheckedNetwork network;
  network.name = spec.name;
  Findings wrong;
  if (auto name = check_network_name(spec.name); !name.ok()) wrong.add(name.error());
  const bool subnets = wrong.take(check_subnets(spec), network.subnets);
  const bool choice = wrong.take(check_ipam_driver(spec.ipam_driver), network.ipam_driver);
  // Checks that need the subnets are skipped if the subnets are invalid.
  if (subnets && choice)
    wrong.take(check_families(spec, network.subnets, network.ipam_driver), network.families);
  if (subnets) wrong.take(check_routes(spec.routes, network.subnets), network.routes);
  wrong.take(check_key_values(spec.options, {"--opt", "KEY=VALUE", false}), network.options);
  wrong.take(check_key_values(spec.labels, {"--label", "KEY[=VALUE]", true}), network.labels);
  MYDOCKER_CHECK(wrong.sum());
  return network;
}

}  // namespace mydocker::model
