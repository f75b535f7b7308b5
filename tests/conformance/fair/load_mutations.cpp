#include "load_mutations.hpp"

#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "mutation.hpp"

namespace fair {
namespace {

using namespace mydocker;

constexpr unsigned long kMark = 54321;  // timer slack in nanoseconds; no other code sets this value

void* wait_for_ever(void* /*nothing*/) {
  for (;;) ::pause();
}

void spoil_own_note() {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(note_begin());
  const auto start = begin / page * page;
  const auto size = begin + note_size() - start;
  if (::mprotect(reinterpret_cast<void*>(start), size, PROT_READ | PROT_WRITE) != 0) return;
  const_cast<char*>(note_begin())[note_size() / 2] ^= 1;
}

const uid_t user = ::getuid();

// A second copy in one process sees the traces of the first, although they share no memory.
bool second_copy = false;

__attribute__((constructor)) void on_load() {
  if (mutated("L02")) std::printf("the driver is here\n");
  if (mutated("L03")) ::usleep(60'000);
  if (mutated("L05")) spoil_own_note();
  if (mutated("L11")) std::signal(SIGUSR1, SIG_IGN);
  if (mutated("L12")) ::setenv("FAIR_WAS_HERE", "1", 1);
  if (mutated("L13")) ::umask(0007);
  if (mutated("L17")) (void)::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (mutated("L04")) {
    pthread_t thread;
    (void)::pthread_create(&thread, nullptr, wait_for_ever, nullptr);
  }
  if (mutated("L06")) {
    second_copy = ::prctl(PR_GET_TIMERSLACK) == static_cast<int>(kMark);
    ::prctl(PR_SET_TIMERSLACK, kMark);
  }
}

__attribute__((destructor)) void on_exit() {
  if (mutated("L16")) std::abort();
}

int look_for_bridge(dl_phdr_info* library, std::size_t /*size*/, void* found) {
  if (library->dlpi_name != nullptr && std::strstr(library->dlpi_name, "/bridge.so") != nullptr)
    *static_cast<bool*>(found) = true;
  return 0;
}

bool bridge_is_here() {
  bool found = false;
  ::dl_iterate_phdr(look_for_bridge, &found);
  return found;
}

std::string error_document(const char* message) {
  return std::string(R"({"error":{"kind":"driver","message":")") + message + R"(","hints":[]}})";
}

}  // namespace

std::string break_boundary(std::string_view request) {
  const auto has = [&](std::string_view word) {
    return request.find(word) != std::string_view::npos;
  };
  if (mutated("L08") && has("\"extra_addresses\":[]"))
    return error_document("extra_addresses are empty");
  if (mutated("L09") && has("from_the_future")) return error_document("an unknown field");
  if (mutated("L10") && has("plan_voyage")) return R"({"plan":[]})";
  if (mutated("L14") && request.empty()) std::abort();
  return {};
}

Result<void> break_call() {
  if (mutated("L15") && user != 0) return Error(ErrorKind::permission, "it needs root");
  if (mutated("L06") && second_copy)
    return Error(ErrorKind::internal, "there is one of us already");
  if (mutated("L07") && bridge_is_here()) return Error(ErrorKind::internal, "not beside bridge");
  return {};
}

}  // namespace fair
