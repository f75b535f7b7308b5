// mydocker driver new
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "command_context.hpp"
#include "commands.hpp"
#include "driver/project_files.hpp"
#include "output/standard_streams.hpp"
#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::driver {
namespace {

void replace_all(std::string& text, std::string_view word, std::string_view by) {
  for (std::size_t at = text.find(word); at != std::string::npos;
       at = text.find(word, at + by.size()))
    text.replace(at, word.size(), by);
}

namespace fs = std::filesystem;

constexpr Operand kNewOperands[] = {{.placeholder = "NAME", .fresh = true}};

constexpr Option kNewOptions[] = {
    {.name = "output",
     .takes = Takes::value,
     .placeholder = "DIR",
     .help = "Directory for the new project (default: the working directory)"},
    {.name = "template",
     .takes = Takes::value,
     .placeholder = "KIND",
     .help = "Kind of driver: bridge (default), service (helper process), veth (routed), link "
             "(tunnel), wrapper (adds to the driver bridge), c (in C)",
     .values = kProjectKinds},
};

// Names of CMake targets that CMake reserves. The target of a driver has the name of the driver. So
// no driver can have one of these names.
constexpr std::string_view kKeptByCMake[] = {"all", "clean", "help", "install", "package", "test"};

Result<void> check_name(const std::string& name) {
  MYDOCKER_CHECK(app::Runtime::check_new_driver_name(name));
  for (const auto kept : kKeptByCMake)
    if (name == kept)
      return Error(ErrorKind::invalid_argument,
                   base::quoted(name) + " is a reserved target name of CMake")
          .hint("use another name, such as " + base::quoted("my-" + name));
  return {};
}

Result<void> check_kind(const std::string& kind) {
  if (std::ranges::find(kProjectKinds, kind) != std::end(kProjectKinds)) return {};
  return Error(ErrorKind::invalid_argument, "no template " + base::quoted(kind))
      .hint("use one of: bridge, service, veth, link, wrapper, c");
}

// Writes a file of the project. Its permissions do not depend on the umask that mydocker uses.
Result<void> write_file(const fs::path& path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  if (!file) return base::errno_error("write " + base::quoted(path.native()), errno);
  fs::permissions(path, static_cast<fs::perms>(0644));
  return {};
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code failure;
  if (fs::exists(fs::symlink_status(folder, failure)))
    return Error(ErrorKind::already_exists, base::quoted(folder.native()) + " already exists")
        .hint("use another name, or --output DIR");
  fs::create_directory(folder, failure);
  if (failure)
    return base::errno_error("create folder " + base::quoted(folder.native()), failure.value());
  fs::permissions(folder, static_cast<fs::perms>(0755));
  return {};
}

// Creates the folder `last` below `folder`, with all folders in between.
Result<void> make_folders(const fs::path& folder, const fs::path& last) {
  if (last == folder || fs::exists(last)) return {};
  MYDOCKER_CHECK(make_folders(folder, last.parent_path()));
  return make_folder(last);
}

// Writes the project and returns the names of its files, one per line. After an error the folder is
// removed.
Result<std::string> write_project(const std::string& name, const std::string& kind,
                                  const fs::path& output) {
  MYDOCKER_CHECK(check_name(name));
  MYDOCKER_CHECK(check_kind(kind));
  const fs::path folder = output / name;
  MYDOCKER_CHECK(make_folder(folder));
  std::string written;
  for (const auto& file : project_files(kind)) {
    const fs::path path = folder / filled_in(file.name, name);
    auto done = make_folders(folder, path.parent_path());
    if (done) done = write_file(path, filled_in(file.text, name));
    if (!done) {
      std::error_code ignored;
      fs::remove_all(folder, ignored);
      return std::move(done).error();
    }
    written += path.native() + "\n";
  }
  return written;
}

int run_new(CommandContext& context, const Arguments& arguments) {
  const std::string& name = arguments.operands().front();
  const fs::path output = arguments.text("output").value_or("");
  const auto kind = arguments.text("template").value_or("bridge");
  const auto written = write_project(name, kind, output).within("new driver " + base::quoted(name));
  if (!written) return context.fail(written.error());
  context.print(*written);
  return kExitDone;
}

}  // namespace

std::string class_name(std::string_view driver) {
  std::string name;
  bool begins = true;
  for (const char letter : driver) {
    const bool small = letter >= 'a' && letter <= 'z';
    if (letter != '-') name += begins && small ? static_cast<char>(letter - 'a' + 'A') : letter;
    begins = letter == '-';
  }
  return name + "Driver";
}

std::string filled_in(std::string_view text, std::string_view driver) {
  std::string filled(text);
  replace_all(filled, "@NAME@", driver);
  replace_all(filled, "@CLASS@", class_name(driver));
  return filled;
}

constinit const Command kNew{
    .group = "driver",
    .name = "new",
    .aliases = {},
    .summary = "Create the project of a new driver, ready to build",
    .operands = kNewOperands,
    .options = kNewOptions,
    .example =
        "  mydocker driver new lan\n"
        "  cmake -S lan -B lan/build && cmake --build lan/build\n"
        "  ctest --test-dir lan/build\n",
    .run = run_new,
    .description =
        "Creates the folder NAME with a driver, its unit test, and a CMakeLists.txt that builds, "
        "tests and packages it. A README explains how to build, test, install and use it. Only the "
        "installed SDK is required.",
};

}  // namespace mydocker::cli::driver
