#include "runtime/drivers/entry_point.hpp"

#define BOOST_DLL_USE_STD_FS  // otherwise Boost.DLL needs Boost.Filesystem, which is one more
                              // library at each start
#include <boost/dll/shared_library.hpp>
#include <exception>
#include <string_view>
#include <type_traits>
#include <vector>

#include "runtime/base/quoted.hpp"
#include "runtime/drivers/naming.hpp"

namespace mydocker::drivers {
namespace {

// Returns the message of the dynamic loader. Boost puts it into the text "... (dlerror system
// message: MESSAGE): CODE".
std::string_view loader_message(std::string_view wrapped) {
  constexpr std::string_view kOpening = "dlerror system message: ";
  const std::size_t start = wrapped.find(kOpening);
  if (start == std::string_view::npos) return wrapped;
  std::string_view message = wrapped.substr(start + kOpening.size());
  return message.substr(0, message.rfind(')'));
}

// Returns the word that ends directly before `mark`. In a message of the loader, this is the name
// of a library or of a version.
std::string_view word_before(std::string_view text, std::string_view mark) {
  const std::size_t end = text.find(mark);
  if (end == std::string_view::npos) return {};
  text = text.substr(0, end);
  const std::size_t blank = text.rfind(' ');
  return blank == std::string_view::npos ? text : text.substr(blank + 1);
}

std::string_view word_after(std::string_view text, std::string_view mark) {
  const std::size_t start = text.find(mark);
  if (start == std::string_view::npos) return {};
  text = text.substr(start + mark.size());
  return text.substr(0, text.find_first_of(" ,'"));
}

std::string likely_cause(const DriverFile& driver, std::string_view message) {
  const std::string file = shell_word(driver.path);
  if (const auto library = word_before(message, ": cannot open shared object file");
      !library.empty() && library != driver.path.native())
    return "library " + base::quoted(library) + " is not installed; see: ldd " + file;
  if (const auto symbol = word_after(message, "undefined symbol: "); !symbol.empty())
    return "no library defines " + base::quoted(symbol) +
           "; build the driver with mydocker_add_driver(), which reports this at link time";
  if (const auto version = word_after(message, "version `"); !version.empty())
    return "the driver was built on a newer system (" + base::quoted(version) +
           "); build it on this one";
  if (message.find("failed to map segment") != std::string_view::npos)
    return "the file system is mounted noexec; see: findmnt --target " + file;
  if (message.find("static TLS block") != std::string_view::npos)
    return "the driver needs a sanitizer or another run-time library that must be loaded first";
  return "see: ldd " + file;
}

namespace dll = boost::dll;

Result<dll::shared_library> loaded(const DriverFile& driver) {
  dll::shared_library library;
  try {
    library.load(driver.path, dll::load_mode::rtld_now | dll::load_mode::rtld_local);
  } catch (const std::exception& failure) {
    return explain_load_failure(driver, loader_message(failure.what()));
  }
  return library;
}

}  // namespace

Error explain_load_failure(const DriverFile& driver, std::string_view message) {
  std::string_view reason = message;
  const std::string own_prefix = driver.path.native() + ": ";
  if (reason.substr(0, own_prefix.size()) == own_prefix) reason.remove_prefix(own_prefix.size());
  return Error(ErrorKind::driver,
               driver_in(driver.name, driver.path) + " cannot be loaded: " + std::string(reason))
      .hint(likely_cause(driver, message));
}

Result<EntryPoint> load_entry_point(const DriverFile& driver) {
  MYDOCKER_TRY(auto library, loaded(driver));
  // The list is never destroyed. Pointers into a driver's code may be in use until the end of the
  // process.
  static auto& kept = *new std::vector<dll::shared_library>();
  const dll::shared_library& held = kept.emplace_back(std::move(library));
  if (!held.has(detail::kEntryPoint))
    return Error(ErrorKind::driver, driver_in(driver.name, driver.path) + " has no entry point " +
                                        base::quoted(detail::kEntryPoint))
        .hint("build it with mydocker_add_driver() and MYDOCKER_EXPORT_DRIVER");
  return EntryPoint{&held.get<std::remove_pointer_t<mydocker_driver_call>>(detail::kEntryPoint)};
}

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
