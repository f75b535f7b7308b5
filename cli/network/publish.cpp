// mydocker network publish
#include "network/commands.hpp"
#include "network/port_words.hpp"
#include "network/word_order.hpp"
#include "session.hpp"

namespace mydocker::cli::network {
namespace {

int run_publish(Session& session, const Arguments& arguments) {
  const auto request = ports_request(arguments);
  const auto published = session.runtime().publish(request);
  if (!published)
    return session.fail(with_hint_about_words(session, published.error(), "publish", arguments));
  if (request.dry_run) session.print(published->script);
  return 0;
}

}  // namespace

constinit const Command kPublish{
    .group = "network",
    .name = "publish",
    .aliases = {},
    .summary = "Publish ports of a container that is connected",
    .operands = kPortOperands,
    .options = kPortOptions,
    .example =
        "  mydocker network publish web c1 8080:80 127.0.0.1:5353:53/udp\n"
        "  mydocker network port ls web\n",
    .run = run_publish,
};

}  // namespace mydocker::cli::network
