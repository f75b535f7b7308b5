#include "runtime/app/requests.hpp"

#include <gtest/gtest.h>

#include <set>

namespace mydocker::app {
namespace {

// A default `Request`, changed by `change`.
template <class Request, class Change>
Request request_with(const Change& change) {
  Request request;
  change(request);
  return request;
}

template <class Change>
std::string connect_digest(const Change& change) {
  return command_digest("connect", request_with<ConnectRequest>([&](ConnectRequest& request) {
                          request.network = "n";
                          request.container = "c";
                          change(request);
                        }));
}

std::string ports_digest(const std::string& verb) {
  return command_digest(verb, request_with<PortsRequest>([](PortsRequest& request) {
                          request.network = "n";
                          request.container = "c";
                          request.ports = {"80"};
                        }));
}

void nothing_more(const ConnectRequest& /*request*/) {}

TEST(CommandDigest, OfTheSameWordsIsTheSame) {
  EXPECT_EQ(connect_digest(nothing_more), connect_digest(nothing_more));
  EXPECT_EQ(connect_digest(nothing_more).size(), 16U);
}

TEST(CommandDigest, OfOtherWordsIsAnother) {
  const std::set<std::string> digests{
      connect_digest(nothing_more),
      connect_digest([](ConnectRequest& request) {
        request.network = "nc";
        request.container = "";
      }),
      connect_digest([](ConnectRequest& request) { request.ports = {"80"}; }),
      connect_digest([](ConnectRequest& request) {
        request.ports = {"8", "0"};
      }),
      connect_digest([](ConnectRequest& request) { request.options = {"80"}; }),
      connect_digest([](ConnectRequest& request) { request.pid = "7"; }),
      connect_digest([](ConnectRequest& request) { request.netns_path = "7"; }),
      connect_digest([](ConnectRequest& request) { request.netns_path = ""; }),
      connect_digest([](ConnectRequest& request) {
        request.attachment = model::Attachment{"cni", "n", "c", "eth0"};
      }),
      connect_digest([](ConnectRequest& request) {
        request.attachment = model::Attachment{"cni", "n", "ce", "th0"};
      }),
      ports_digest("publish"),
      ports_digest("unpublish"),
      command_digest("disconnect", request_with<DisconnectRequest>([](DisconnectRequest& request) {
                       request.network = "n";
                       request.container = "c";
                     })),
      command_digest("remove", request_with<RemoveNetworkRequest>(
                                   [](auto& request) { request.network = "n"; })),
      command_digest("create", request_with<CreateNetworkRequest>(
                                   [](auto& request) { request.spec.name = "n"; })),
      command_digest("create", request_with<CreateNetworkRequest>(
                                   [](auto& request) { request.spec.internal = true; })),
      command_digest("update", request_with<UpdateNetworkRequest>(
                                   [](auto& request) { request.labels = {"a=b"}; })),
      command_digest("update", request_with<UpdateNetworkRequest>(
                                   [](auto& request) { request.labels_to_remove = {"a=b"}; }))};
  EXPECT_EQ(digests.size(), 18U);
}

}  // namespace
}  // namespace mydocker::app
