#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/nouns.hpp"

namespace mydocker::kernel {
namespace {

// The way into the network is closed by the first and opened for the network itself by the second.
std::vector<NftElement> elements_of(const Isolation& isolation) {
  const std::array<std::string, 2> pair{isolation.link, isolation.link};
  return {{kLinksSet, name_key(std::span(pair).first(1))}, {kWithinSet, name_key(pair)}};
}

Result<std::vector<NftElement>> found_of(NftSession& nft, const std::vector<NftElement>& elements) {
  std::vector<NftElement> found;
  for (const NftElement& element : elements) {
    MYDOCKER_TRY(const auto key, find_element(nft, element));
    if (key) found.push_back(element);
  }
  return found;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Isolation& isolation) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const auto wanted = elements_of(isolation);
  MYDOCKER_TRY(const auto found, found_of(*nft, wanted));
  if (found.empty()) return Observation{};
  if (found.size() == wanted.size()) return Observation{Presence::present, "", ""};
  return Observation{Presence::different, std::string("only in set ") + found.front().set, ""};
}

Result<void> create(Namespaces& namespaces, const Isolation& isolation) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return result_of(add_elements(*nft, elements_of(isolation)));
}

Result<void> destroy(Namespaces& namespaces, const Isolation& isolation) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const auto found, found_of(*nft, elements_of(isolation)));
  if (found.empty()) return {};
  const Answer answer = delete_elements(*nft, found);
  if (answer.error == ENOENT) return {};
  return result_of(answer);
}

}  // namespace mydocker::kernel
