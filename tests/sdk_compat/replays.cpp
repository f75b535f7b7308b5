// A driver file as SDK 1.0 built it, but without an SDK: the recorded note, and a function that
// returns recorded documents. Every later mydocker must make a working network of them.
#include <cstddef>
#include <string>
#include <string_view>

// The build defines SDK_DATA, the folder of the recorded files.
asm(".section .note.mydocker.driver, \"a\", @note\n"
    ".balign 4\n"
    ".long 9, 2f - 1f, 0x4d444b31\n"
    ".asciz \"mydocker\"\n"
    ".balign 4\n"
    "1: .incbin \"" SDK_DATA
    "/note.bin\"\n"
    "2: .balign 4\n"
    ".section .rodata\n"
    "network_reply: .incbin \"" SDK_DATA
    "/working_network.json\"\n"
    ".byte 0\n"
    "endpoint_reply: .incbin \"" SDK_DATA
    "/working_endpoint.json\"\n"
    ".byte 0\n"
    "allocation_reply: .incbin \"" SDK_DATA
    "/working_allocation.json\"\n"
    ".byte 0\n"
    "done_reply: .incbin \"" SDK_DATA
    "/reply_done.json\"\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
__attribute__((visibility("hidden"))) extern const char network_reply[];
__attribute__((visibility("hidden"))) extern const char endpoint_reply[];
__attribute__((visibility("hidden"))) extern const char allocation_reply[];
__attribute__((visibility("hidden"))) extern const char done_reply[];

using Reply = void (*)(void* context, const char* document, std::size_t length);

void mydocker_driver_v1(const char* request, std::size_t length, void* context, Reply reply) {
  const std::string_view asked(request, length);
  const auto is_call = [&asked](const char* name) {
    return asked.find("\"call\":\"" + std::string(name) + "\"") != std::string_view::npos;
  };
  std::string_view answer = done_reply;
  if (is_call("plan_network")) answer = network_reply;
  if (is_call("plan_endpoint")) answer = endpoint_reply;
  if (is_call("create")) answer = allocation_reply;
  reply(context, answer.data(), answer.size());
}
}
