// What the user is told about each wrong driver, and that it disturbs nobody else.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "runtime/base/unique_fd.hpp"
#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = "/run/drivers";  // on this test's own tmpfs: it belongs to root alone
constexpr std::chrono::seconds kDeadline{1};

class BadDrivers : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    fs::create_directories(kFolder);
    fs::create_directories("/run/bundled");
    for (const auto& entry : fs::directory_iterator(BAD_DRIVERS))
      if (entry.path().extension() == ".so")
        fs::copy_file(entry.path(), kFolder / entry.path().filename(),
                      fs::copy_options::skip_existing);
  }

  static SearchSettings settings() {
    SearchSettings settings;
    settings.from_options = {kFolder};
    settings.bundled = "/run/bundled";
    return settings;
  }

  static std::string file_of(const std::string& name) {
    return (kFolder / (name + ".so")).native();
  }
  static std::string label(const std::string& name) {
    return "driver \"" + name + "\" (" + file_of(name) + ")";
  }

  static Result<DriverHandle> opened(const std::string& name) {
    MYDOCKER_TRY(const Candidate candidate, find_driver(settings(), name));
    return load(candidate, {kDeadline});
  }

  // As from the bundled folder.
  static Result<DriverHandle> opened_in_process(const std::string& name) {
    return load(inspect_file(file_of(name), Source::bundled, settings()), {kDeadline});
  }

  static Result<Plan> planned(const std::string& name) {
    MYDOCKER_TRY(DriverHandle driver, opened(name));
    NetworkView network;
    network.name = "web";
    return driver.plan_network(network, {});
  }

  static void expect_error(const Error& error, const std::string& message,
                           const std::string& hint) {
    EXPECT_EQ(error.message(), message);
    EXPECT_EQ(error.hints().empty() ? "" : error.hints().front(), hint);
  }

  static void expect_refusal(const std::string& name, const std::string& message,
                             const std::string& hint) {
    const auto candidate = find_driver(settings(), name);
    ASSERT_TRUE(candidate.ok()) << candidate.error().message();
    ASSERT_TRUE(candidate->refusal) << name;
    expect_error(*candidate->refusal, message, hint);
    const auto driver = load(*candidate, {kDeadline});
    ASSERT_FALSE(driver.ok());
    EXPECT_EQ(driver.error().message(), message);
  }

  // Found and believed, but wrong when it is asked to plan; the good one still works after it.
  static void expect_failure(const std::string& name, const std::string& message,
                             const std::string& hint) {
    const auto plan = planned(name);
    ASSERT_FALSE(plan.ok()) << name;
    EXPECT_EQ(plan.error().kind(), ErrorKind::driver);
    expect_error(plan.error(), message, hint);
    const auto other = planned("good");
    EXPECT_TRUE(other.ok()) << other.error().message();
  }
};

constexpr const char* kReinstall = "install the driver's file again, or build it again";
constexpr const char* kDefect = "this is a defect of the driver; report it there";

TEST_F(BadDrivers, AreListedWithoutBeingRun) {
  std::map<std::string, bool> usable;
  for (const auto& candidate : scan(settings()))
    if (candidate.file.parent_path() == kFolder) usable[candidate.name] = !candidate.refusal;
  const std::map<std::string, bool> expected{
      {"aborts", true},         {"babbles", true},    {"exits", true},
      {"foreign-sysctl", true}, {"good", true},       {"lifts", true},
      {"long-link", true},      {"meddles", true},    {"no-entry", true},
      {"no-library", true},     {"no-note", false},   {"no-symbol", true},
      {"other-name", false},    {"prints", true},     {"silent", true},
      {"sleeps", true},         {"text-file", false}, {"throws", true},
      {"too-new", false},       {"truncated", false}, {"two-notes", false},
      {"wrong-checksum", false}};
  EXPECT_EQ(usable, expected);
}

TEST_F(BadDrivers, TextFile) {
  expect_refusal("text-file",
                 file_of("text-file") + " is not a mydocker driver: not an ELF file (21 bytes)",
                 "");
}

TEST_F(BadDrivers, Truncated) {
  const auto candidate = find_driver(settings(), "truncated");
  ASSERT_TRUE(candidate.ok());
  ASSERT_TRUE(candidate->refusal);
  const std::string& message = candidate->refusal->message();
  EXPECT_TRUE(message.starts_with(file_of("truncated") + " is cut off (2000 bytes, ")) << message;
  EXPECT_EQ(candidate->refusal->hints(), std::vector<std::string>{kReinstall});
}

TEST_F(BadDrivers, NoNote) {
  const auto kilobytes = fs::file_size(file_of("no-note")) / 1000;
  expect_refusal("no-note",
                 file_of("no-note") + " is not a mydocker driver: no .note.mydocker.driver (" +
                     "x86_64 shared object, " + std::to_string(kilobytes) + " kB)",
                 "was it built without MYDOCKER_EXPORT_DRIVER?");
}

TEST_F(BadDrivers, WrongChecksum) {
  const auto candidate = find_driver(settings(), "wrong-checksum");
  ASSERT_TRUE(candidate.ok());
  ASSERT_TRUE(candidate->refusal);
  const std::string& message = candidate->refusal->message();
  EXPECT_TRUE(message.starts_with("metadata of " + file_of("wrong-checksum") + " is damaged (crc "))
      << message;
  EXPECT_EQ(candidate->refusal->hints(), std::vector<std::string>{kReinstall});
  EXPECT_FALSE(candidate->manifest);
}

TEST_F(BadDrivers, TooNew) {
  expect_refusal("too-new",
                 file_of("too-new") + " is built with driver SDK 2.3, this mydocker has 1.0",
                 "upgrade mydocker, or rebuild the driver with driver SDK 1");
}

TEST_F(BadDrivers, OtherName) {
  expect_refusal("other-name", "file \"other-name.so\" declares driver \"vlan-ng\"",
                 "rename the file to vlan-ng.so");
}

TEST_F(BadDrivers, TwoNotes) {
  expect_refusal("two-notes", file_of("two-notes") + " declares 2 drivers, a file holds one",
                 "use MYDOCKER_EXPORT_DRIVER once for each file");
}

TEST_F(BadDrivers, NoEntry) {
  expect_failure("no-entry", label("no-entry") + " has no entry point \"mydocker_driver_v1\"",
                 "build it with mydocker_add_driver() and MYDOCKER_EXPORT_DRIVER");
}

TEST_F(BadDrivers, NoSymbol) {
  expect_failure("no-symbol",
                 label("no-symbol") + " cannot be loaded: undefined symbol: nobody_has_this",
                 "no library has \"nobody_has_this\"; build the driver with mydocker_add_driver(), "
                 "which finds this when it links");
}

TEST_F(BadDrivers, NoLibrary) {
  expect_failure(
      "no-library",
      label("no-library") +
          " cannot be loaded: libbad_driver_absent.so: cannot open "
          "shared object file: No such file or directory",
      "library \"libbad_driver_absent.so\" is not installed; see: ldd " + file_of("no-library"));
}

TEST_F(BadDrivers, Throws) {
  expect_failure("throws", label("throws") + ": the driver threw an exception: out of cheese",
                 "this is a defect of the driver; report it to its author");
}

TEST_F(BadDrivers, Exits) {
  expect_failure("exits", label("exits") + " exited with status 0 without answering", kDefect);
}

TEST_F(BadDrivers, Aborts) {
  expect_failure("aborts", label("aborts") + " crashed: SIGABRT", kDefect);
}

TEST_F(BadDrivers, Sleeps) {
  expect_failure("sleeps", label("sleeps") + " did not answer within 1 s",
                 "driver_deadline in the configuration gives it more time");
}

TEST_F(BadDrivers, Silent) {
  expect_failure("silent", label("silent") + " returned without an answer", "");
}

TEST_F(BadDrivers, Babbles) {
  const auto plan = planned("babbles");
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().kind(), ErrorKind::driver);
  EXPECT_TRUE(plan.error().message().starts_with(label("babbles") + ": "))
      << plan.error().message();
}

TEST_F(BadDrivers, PrintsToNobody) {
  std::fflush(stdout);
  const base::UniqueFd real(::dup(STDOUT_FILENO));
  const fs::path caught = "/run/caught";
  const base::UniqueFd file(::open(caught.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
  ASSERT_GE(::dup2(file.get(), STDOUT_FILENO), 0);
  const auto plan = planned("prints");
  std::fflush(stdout);
  ASSERT_GE(::dup2(real.get(), STDOUT_FILENO), 0);
  EXPECT_TRUE(plan.ok()) << plan.error().message();
  EXPECT_EQ(fs::file_size(caught), 0U);
}

TEST_F(BadDrivers, CannotActWhileTheyPlan) {
  const auto plan = planned("meddles");
  EXPECT_TRUE(plan.ok()) << plan.error().message();
}

// These two are wrong in what they plan: room plan judges that, but the plans arrive.
TEST_F(BadDrivers, ForeignSysctlArrivesAsAPlan) {
  const auto plan = planned("foreign-sysctl");
  ASSERT_TRUE(plan.ok()) << plan.error().message();
  ASSERT_EQ(plan->entries().size(), 1U);
  EXPECT_EQ(std::get<Sysctl>(plan->entries()[0].resource).name, "kernel/core_pattern");
}

TEST_F(BadDrivers, LongLinkArrivesAsAPlan) {
  const auto plan = planned("long-link");
  ASSERT_TRUE(plan.ok()) << plan.error().message();
  ASSERT_EQ(plan->entries().size(), 1U);
  EXPECT_EQ(std::get<Bridge>(plan->entries()[0].resource).name, std::string(40, 'x'));
}

TEST_F(BadDrivers, BehaveAlikeInThisProcess) {
  auto good = opened_in_process("good");
  ASSERT_TRUE(good.ok()) << good.error().message();
  const auto here = good->plan_network({}, {});
  ASSERT_TRUE(here.ok()) << here.error().message();
  EXPECT_EQ(*here, *planned("good"));

  const auto no_entry = opened_in_process("no-entry");
  ASSERT_FALSE(no_entry.ok());
  EXPECT_EQ(no_entry.error().message(),
            label("no-entry") + " has no entry point \"mydocker_driver_v1\"");
  auto throws = opened_in_process("throws");
  ASSERT_TRUE(throws.ok());
  const auto thrown = throws->plan_network({}, {});
  ASSERT_FALSE(thrown.ok());
  EXPECT_EQ(thrown.error().message(),
            label("throws") + ": the driver threw an exception: out of cheese");
}

// A network namespace of its own, whose loopback device is down.
base::UniqueFd new_namespace() {
  base::UniqueFd fd;
  std::thread([&fd] {
    if (::unshare(CLONE_NEWNET) == 0)
      fd.reset(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  }).join();
  return fd;
}

Custom the_lift() {
  Custom lift;
  lift.kind = "lift";
  lift.name = "lo";
  return lift;
}

void expect_handler_in(Result<DriverHandle> driver) {
  ASSERT_TRUE(driver.ok()) << driver.error().message();
  const Custom resource = the_lift();
  const base::UniqueFd there = new_namespace();
  ASSERT_TRUE(there);
  const auto created = driver->create(resource, there.get());
  EXPECT_TRUE(created.ok()) << created.error().message();
  const auto raised_there = driver->observe(resource, there.get());
  ASSERT_TRUE(raised_there.ok()) << raised_there.error().message();
  EXPECT_TRUE(*raised_there);
  const auto raised_here = driver->observe(resource, -1);
  ASSERT_TRUE(raised_here.ok()) << raised_here.error().message();
  EXPECT_FALSE(*raised_here);
  EXPECT_TRUE(driver->destroy(resource, there.get()).ok());
  EXPECT_FALSE(*driver->observe(resource, there.get()));
}

TEST_F(BadDrivers, HandlersActInTheNamespaceTheyAreSentTo) {
  expect_handler_in(opened("lifts"));
  expect_handler_in(opened_in_process("lifts"));
}

TEST_F(BadDrivers, HandlersAreMissedByName) {
  auto driver = opened("good");
  ASSERT_TRUE(driver.ok());
  const auto created = driver->create(the_lift(), -1);
  ASSERT_FALSE(created.ok());
  EXPECT_EQ(created.error().message(), label("good") + ": no handler for lift \"lo\"");
}

// A real driver, damaged at random: it is judged, never loaded, and never breaks the reader.
TEST_F(BadDrivers, DamagedAtRandomAreJudged) {
  std::ostringstream content;
  content << std::ifstream(file_of("good"), std::ios::binary).rdbuf();
  const std::string good = content.str();
  const fs::path file = "/run/bundled/good.so";
  std::mt19937 random(97);
  unsigned refused = 0;
  unsigned accepted = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string bad = good;
    for (int flip = 0; flip < 4; ++flip) bad[random() % 1200] = static_cast<char>(random());
    if (round % 5 == 0) bad.resize(random() % bad.size());
    std::ofstream(file, std::ios::binary) << bad;
    (inspect_file(file, Source::bundled, settings()).refusal ? refused : accepted)++;
  }
  fs::remove(file);
  EXPECT_GT(refused, 500U);
  EXPECT_GT(accepted, 0U);  // or nothing but the first check was tried
}

}  // namespace
}  // namespace mydocker::drivers
