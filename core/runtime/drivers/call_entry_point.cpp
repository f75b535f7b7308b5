#include "runtime/drivers/call_entry_point.hpp"

#include <exception>

#include "runtime/base/quoted.hpp"

namespace mydocker::drivers {
namespace {

struct Reply {
  unsigned count = 0;
  std::size_t length = 0;
  std::string document;
};

void take(void* context, const char* document, std::size_t length) {
  auto& reply = *static_cast<Reply*>(context);
  ++reply.count;
  reply.length = length;
  if (length <= kMaxReply && document != nullptr) reply.document.assign(document, length);
}

}  // namespace

Result<std::string> call_entry_point(EntryPoint entry, const std::string& request) {
  const auto broken = [](const std::string& how) { return Error(ErrorKind::driver, how); };
  Reply reply;
  try {
    entry.call(request.data(), request.size(), &reply, take);
  } catch (const std::exception& thrown) {
    return broken("threw an exception: " + base::quoted(thrown.what()));
  } catch (...) {
    return broken("threw an exception");
  }
  if (reply.count == 0) return broken("returned without a reply");
  if (reply.count > 1) return broken("replied " + std::to_string(reply.count) + " times");
  if (reply.length > kMaxReply)
    return broken("replied with " + std::to_string(reply.length) + " bytes; the limit is " +
                  std::to_string(kMaxReply));
  return std::move(reply.document);
}

Result<std::string> attributed(Result<std::string> reply, const std::string& driver) {
  if (reply) return reply;
  return Error(reply.error().kind(), driver + " " + reply.error().message());
}

}  // namespace mydocker::drivers
