#include "netavark/container_options.hpp"
#include "netavark/verbs.hpp"
#include "wait_while_busy.hpp"

namespace mydocker::cli::netavark {

Result<Json> teardown(const Call& call) {
  app::DisconnectRequest request;
  MYDOCKER_TRY(request.attachment, attachment_of(call.document));
  request.network = request.attachment->network;
  request.container = model::container_name(*request.attachment);
  MYDOCKER_CHECK(wait_while_busy([&] { return call.runtime.disconnect(request); }));
  return Json();
}

}  // namespace mydocker::cli::netavark
