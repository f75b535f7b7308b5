/* Networks that are a switch: a bridge without addresses, and a veth pair for each container.
 *
 * The containers get their addresses from somewhere else, for example from a DHCP server in one of
 * them. The host forwards nothing from or to the bridge.
 */
#include <mydocker/driver.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

enum { kIdSize = 65, kWordSize = 64, kReplySize = 4096 };

/* A reply that is being written. It is long enough for each reply of this driver. */
struct reply {
  char text[kReplySize];
  size_t size;
};

__attribute__((format(printf, 2, 3))) static void add(struct reply* reply, const char* format,
                                                      ...) {
  va_list arguments;
  va_start(arguments, format);
  const size_t left = sizeof reply->text - reply->size;
  const int size = vsnprintf(reply->text + reply->size, left, format, arguments);
  va_end(arguments);
  if (size > 0 && (size_t)size < left) reply->size += (size_t)size;
}

static void fail(struct reply* reply, const char* why) {
  reply->size = 0;
  add(reply, "{\"error\":{\"kind\":\"driver\",\"message\":\"%s\",\"hints\":[]}}", why);
}

/* What this driver reads of a network and of an endpoint. */
struct network {
  char id[kIdSize];
  char link_name[kWordSize];
  char mtu[kWordSize];
  bool internal;
};
struct endpoint {
  char id[kIdSize];
  char link_name[kWordSize];
  char mac[kWordSize];
};

static bool read_network(struct json view, struct network* network) {
  if (!json_text(json_member(json_member(view, "options"), "mtu"), network->mtu,
                 sizeof network->mtu))
    strcpy(network->mtu, "1500");
  network->internal = json_is_true(json_member(view, "internal"));
  return json_text(json_member(view, "id"), network->id, sizeof network->id) &&
         json_text(json_member(view, "link_name"), network->link_name, sizeof network->link_name);
}

static bool read_endpoint(struct json view, struct endpoint* endpoint) {
  return json_text(json_member(view, "id"), endpoint->id, sizeof endpoint->id) &&
         json_text(json_member(view, "link_name"), endpoint->link_name,
                   sizeof endpoint->link_name) &&
         json_text(json_member(view, "mac"), endpoint->mac, sizeof endpoint->mac);
}

/* The MAC of a link of the host begins with 02:4d. The rest are digits of the id. */
static void add_mac(struct reply* reply, const char* id) {
  add(reply, "02:4d:%.2s:%.2s:%.2s:%.2s", id, id + 2, id + 4, id + 6);
}

static void plan_network(struct reply* reply, const struct network* network) {
  add(reply, "{\"plan\":[{\"kind\":\"bridge\",\"resource\":{\"name\":\"%s\",\"mac\":\"",
      network->link_name);
  add_mac(reply, network->id);
  add(reply,
      "\",\"mtu\":%s,\"ownership\":\"own\"},\"why\":\"the switch of the containers\","
      "\"lifetime\":\"plan\"},",
      network->mtu);
  add(reply,
      "{\"kind\":\"isolation\",\"resource\":{\"link\":\"%s\",\"internal\":%s,\"no_icc\":false},"
      "\"why\":\"the host forwards nothing to the containers\",\"lifetime\":\"plan\"}]}",
      network->link_name, network->internal ? "true" : "false");
}

/* The order is one of safety: the rule against spoofing exists before the link. */
static void plan_endpoint(struct reply* reply, const struct network* network,
                          const struct endpoint* endpoint) {
  char host_link[16];
  snprintf(host_link, sizeof host_link, "veth-%.10s", endpoint->id);
  add(reply,
      "{\"plan\":[{\"kind\":\"loopback\",\"resource\":{\"place\":\"container\"},\"why\":"
      "\"programs in the container reach each other\",\"lifetime\":\"host\"},");
  add(reply,
      "{\"kind\":\"antispoofing\",\"resource\":{\"link\":\"%s\",\"mac\":\"%s\",\"addresses\":[],"
      "\"any_address\":true},\"why\":\"the container uses only its own MAC\","
      "\"lifetime\":\"plan\"},",
      host_link, endpoint->mac);
  add(reply, "{\"kind\":\"veth\",\"resource\":{\"host_link\":\"%s\",\"host_mac\":\"", host_link);
  add_mac(reply, endpoint->id);
  add(reply,
      "\",\"container_link\":\"%s\",\"container_mac\":\"%s\",\"master\":\"%s\",\"mtu\":%s,"
      "\"ipv6\":false,\"isolated\":false},\"why\":\"the veth pair to the bridge\","
      "\"lifetime\":\"plan\"}]}",
      endpoint->link_name, endpoint->mac, network->link_name, network->mtu);
}

static void answer(struct reply* reply, struct json request) {
  char call[kWordSize];
  struct network network;
  struct endpoint endpoint;
  if (!json_is_object(request)) {
    fail(reply, "the request is not a complete object");
  } else if (!json_text(json_member(request, "call"), call, sizeof call)) {
    fail(reply, "the request has no call");
  } else if (strcmp(call, "plan_network") != 0 && strcmp(call, "plan_endpoint") != 0) {
    fail(reply, "this driver only plans");
  } else if (!read_network(json_member(request, "network"), &network)) {
    fail(reply, "the request has no complete network");
  } else if (strcmp(call, "plan_network") == 0) {
    plan_network(reply, &network);
  } else if (!read_endpoint(json_member(request, "endpoint"), &endpoint)) {
    fail(reply, "the request has no complete endpoint");
  } else {
    plan_endpoint(reply, &network, &endpoint);
  }
}

MYDOCKER_EXPORT void mydocker_driver_v1(const char* request, size_t length, void* context,
                                        mydocker_reply reply) {
  struct reply document = {.size = 0};
  answer(&document, (struct json){request, request + length});
  reply(context, document.text, document.size);
}
