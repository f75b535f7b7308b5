/* The boundary of a driver in C: one function that receives a document and replies with another
 * one.
 *
 * Drivers in C++ use mydocker/sdk.hpp, which includes this header. A driver in C, or in a language
 * that can export a C function, uses only this header. Its CMake function is
 * mydocker_add_c_driver(NAME MANIFEST manifest.json SOURCES ...). It stores the manifest in the
 * file of the driver. docs/examples/switch is a complete example.
 *
 * A document is JSON in UTF-8, not terminated by a zero byte. docs/sdk_compatibility.md describes
 * the documents, and docs/plan_reference.md the resources of a plan. Since SDK 1.0.
 *
 *   request: {"call":"plan_network","network":{...},"host":{...}}
 *            {"call":"plan_endpoint","network":{...},"endpoint":{...},"host":{...}}
 *   reply:   {"plan":[{"kind":"loopback","resource":{"place":"container"},"why":"...",
 *                      "lifetime":"plan"}],
 *             "warnings":["..."],"status":{"key":"value"}}   (both may be missing: Plan::warn())
 *            {"error":{"kind":"invalid_argument","message":"...","hints":[]}}
 *
 * A driver whose manifest has "wraps" adds to the plan of another driver. Its requests that plan
 * also have "wrapped", the entries of that plan. They have the form of the reply's entries. The
 * driver replies with all of them, in the same order and unchanged, and with its own ones.
 *
 *   request: {"call":"plan_network","network":{...},"host":{...},"wrapped":[{"kind":...},...]}
 *
 * A driver whose plans have resources of the kind "custom" is also called to change the kernel. It
 * then runs as root in the network namespace of the resource's place. The context contains the
 * descriptors of both namespaces (-1: none) and the path of a directory for its files.
 * mydocker/resource_handler.hpp describes these calls. "log" has messages for the user, and may be
 * missing. Each reply may have it.
 *
 *   request: {"call":"observe","resource":{"place":"host","kind":"tunnel","name":"t0",...},
 *             "context":{"host_netns":5,"container_netns":-1,"directory":"/run/..."}}
 *            "create", "update" and "destroy" have the same form.
 *   reply:   {"state":"absent"}, or "matches", or "differs": for "observe"
 *            {"log":["..."]}: the other calls have succeeded
 *            {"error":{"kind":"kernel","message":"...","hints":[]}}
 *
 * A driver with the capability "ipam" gets the same calls for resources of the kind "lease". Their
 * name is the id of the endpoint, and their fields are "network", "container", "mac", and,
 * separated by commas, "addresses", "subnets" and "excluded". An option of the network has the
 * field "option.KEY". "create" and "update" allocate (mydocker/ipam_handler.hpp), and have another
 * reply:
 *
 *   reply:   {"addresses":["10.2.0.5/24"],
 *             "gateways":["10.2.0.254"],
 *             "routes":[{"destination":"10.9.0.0/16","via":"10.2.0.9","metric":0}]}
 *            "gateways" and "routes" may be missing.
 */
#ifndef MYDOCKER_DRIVER_H
#define MYDOCKER_DRIVER_H

#include <stddef.h>

#include "mydocker/version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Receives the reply to a call. `document` has `length` bytes and is valid until this function
 * returns. */
typedef void (*mydocker_reply)(void* context, const char* document, size_t length);

/* The type of the function that a driver exports. It calls `reply` exactly once, with `context`,
 * before it returns. `request` has `length` bytes, belongs to the caller, and is valid during the
 * call. */
typedef void (*mydocker_driver_call)(const char* request, size_t length, void* context,
                                     mydocker_reply reply);

#ifdef __cplusplus
}
#endif

/* Precedes the definition of the exported function. Its name contains the version of this boundary:
 *
 *   MYDOCKER_EXPORT void mydocker_driver_v1(const char* request, size_t length, void* context,
 *                                           mydocker_reply reply) { ... }
 */
#define MYDOCKER_EXPORT __attribute__((visibility("default")))

#endif
