#include "runtime/app/live_endpoint.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

Result<void> configure(Session& session, const LinkSettings& settings) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto live,
               LiveEndpoint::lock(session, *open_state, settings.network, settings.container));
  MYDOCKER_TRY(const auto execution, live.execution());
  const auto& link = live.endpoint().link_name;
  for (const auto& address : settings.addresses)
    MYDOCKER_CHECK(execution.kernel->create(
        Address{.place = Place::container, .link = link, .address = address}));
  for (const auto& [destination, via] : settings.routes)
    MYDOCKER_CHECK(execution.kernel->create(
        Route{.place = Place::container, .link = link, .destination = destination, .via = via}));
  return {};
}

}  // namespace

Result<void> Runtime::configure_link(const LinkSettings& settings) {
  session_->begin(Access::change);
  return configure(*session_, settings)
      .within("configure the link of " + base::quoted(settings.container) + " in network " +
              base::quoted(settings.network));
}

}  // namespace mydocker::app
