#include "targets.hpp"

#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "mydocker/documents.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/config/network_file.hpp"
#include "runtime/drivers/note_reader.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/netlink_transport.hpp"
#include "runtime/kernel/queue_messages.hpp"
#include "runtime/model/key_values.hpp"
#include "runtime/model/network_spec.hpp"
#include "runtime/model/port_spec.hpp"
#include "runtime/store/record.hpp"
#include "template/template.hpp"

namespace mydocker::fuzz {
namespace {

void require(bool right) {
  if (!right) std::abort();
}

std::vector<std::string> lines_of(std::string_view input) {
  std::vector<std::string> lines(1);
  for (const char letter : input) {
    if (letter == '\n')
      lines.emplace_back();
    else
      lines.back() += letter;
  }
  return lines;
}

// The driver's file and its manifest. The checksum protects the manifest, so it is read alone too.
void read_notes(std::string_view input) {
  const base::UniqueFd file(::memfd_create("driver", MFD_CLOEXEC));
  require(::write(file.get(), input.data(), input.size()) == static_cast<ssize_t>(input.size()));
  const auto path = "/proc/self/fd/" + std::to_string(file.get());
  const auto note = drivers::read_driver_note(path, drivers::this_host());
  if (note.ok()) (void)documents::decode_manifest(note->manifest);
  (void)documents::decode_manifest(input);
}

// What is read must be equal to what is written again.
void read_plans(std::string_view input) {
  const auto plan = documents::decode_plan(input);
  if (plan.ok()) {
    const auto text = documents::encode(*plan);
    const auto same = documents::decode_plan(text);
    require(same.ok() && documents::encode(*same) == text);
  }
  (void)documents::decode_plan_reply(input);
  (void)documents::decode_request(input);
  (void)documents::decode_facts(input);
}

// Each option has all words as its values.
model::NetworkSpec spec_of(const std::vector<std::string>& words) {
  model::NetworkSpec spec;
  spec.name = words.front();
  for (auto* values : {&spec.subnets, &spec.gateways, &spec.ip_ranges, &spec.aux_addresses,
                       &spec.options, &spec.labels, &spec.reservations, &spec.routes})
    *values = words;
  return spec;
}

// One word in each line. They are the values of all options of `create`.
void read_options(std::string_view input) {
  const auto words = lines_of(input);
  for (const auto& word : words) {
    const auto prefix = IpPrefix::parse(word);
    if (prefix.ok()) require(IpPrefix::parse(prefix->text()).ok());
    (void)MacAddress::parse(word);
    (void)model::parse_port_spec(word);
    (void)model::check_network(spec_of({word}));
  }
  (void)model::check_network(spec_of(words));
  (void)model::check_key_values(words, {"--label", "KEY[=VALUE]", true});
}

void read_yaml(std::string_view input) {
  const auto networks = config::read_network_file(std::string(input), "input");
  if (!networks.ok()) return;
  const auto text = config::write_network_file(*networks);
  require(networks->empty() || config::read_network_file(text, "output").ok());
}

void read_state(std::string_view input) {
  const auto record = store::Record::parse(input);
  if (!record) return;
  const auto same = store::Record::parse(record->bytes());
  require(same && same->bytes() == record->bytes());
  (void)store::network_from(*record);
  (void)store::endpoint_from(*record);
}

// The input is one datagram.
void read_netlink(std::string_view input) {
  std::array<int, 2> ends{};
  require(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) == 0);
  const base::UniqueFd reader(ends[0]);
  const base::UniqueFd writer(ends[1]);
  if (::send(writer.get(), input.data(), input.size(), 0) <= 0) return;
  (void)kernel::receive_messages(reader.get(), [](nlmsghdr& message) {
    (void)kernel::link_from(message);
    (void)kernel::address_from(message);
    (void)kernel::route_from(message);
    (void)kernel::queue_from(message);
    (void)kernel::redirect_target(message);
  });
}

void read_templates(std::string_view input) {
  static const auto document =
      Json::parse(
          R"({"Name": "n", "Id": "4f", "Labels": {"k": "v"}, "Containers": [{"Name": "c"}], "Size": 3})")
          .value();
  const auto parsed = templates::Template::parse(input);
  if (!parsed.ok()) return;
  (void)parsed->text(document, {.maps = {"Labels"}});
  (void)parsed->heading({});
}

constexpr std::array kTargets{Target{"notes", read_notes},        Target{"plans", read_plans},
                              Target{"options", read_options},    Target{"yaml", read_yaml},
                              Target{"state", read_state},        Target{"netlink", read_netlink},
                              Target{"templates", read_templates}};

}  // namespace

std::span<const Target> targets() { return kTargets; }

}  // namespace mydocker::fuzz
