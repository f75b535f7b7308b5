#include "runtime/app/containers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace mydocker::app {
namespace {

namespace fs = std::filesystem;

const std::string kId = "eb64bbdff754c0e0e62285f8585792a729530775e7ff7e2f5180649fb19809be";

// A root with the state directories of container engines, as the engines write them.
class ContainerSearch : public ::testing::Test {
 protected:
  ContainerSearch() {
    std::string pattern = ::testing::TempDir() + "containersXXXXXX";
    root_ = ::mkdtemp(pattern.data());
  }
  ~ContainerSearch() override { fs::remove_all(root_); }

  void add(const std::string& file, const std::string& text) const {
    const auto path = root_ / file;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  void add_process(int pid, int start) const {
    add("proc/" + std::to_string(pid) + "/stat",
        std::to_string(pid) + " (a b) c) S 1 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 " +
            std::to_string(start) + " 1 1\n");
  }
  void add_runc(const std::string& folder, int pid, int start) const {
    add(folder + "/state.json",
        R"({"id":"x","init_process_pid":)" + std::to_string(pid) + R"(,"init_process_start":)" +
            std::to_string(start) +
            R"(,"config":{"labels":["init_process_pid=1","a\/\u003cb"],"init_process_pid":"1"}})");
  }
  void add_crun(const std::string& id, int pid, int start) const {
    add("run/crun/" + id + "/status",
        "{\n    \"pid\": " + std::to_string(pid) + ",\n    \"process-start-time\": " +
            std::to_string(start) + ",\n    \"owner\": \"root\"\n}\n");
  }
  // "ENGINE NAME PID" of each container that is found.
  std::vector<std::string> found(const std::string& reference) const {
    std::vector<std::string> texts;
    for (const auto& container : find_running_containers(root_, reference))
      texts.push_back(container.engine + " " + container.name + " " +
                      std::to_string(container.pid));
    return texts;
  }

  fs::path root_;
};

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(ContainerSearch, OfAHostWithoutEnginesFindsNothing) { EXPECT_THAT(found("web"), IsEmpty()); }

TEST_F(ContainerSearch, FindsARuncAndACrunContainerByItsId) {
  add_process(10, 100);
  add_process(11, 101);
  add_runc("run/runc/web", 10, 100);
  add_crun("db", 11, 101);
  EXPECT_THAT(found("web"), ElementsAre("runc web 10"));
  EXPECT_THAT(found("db"), ElementsAre("crun db 11"));
  EXPECT_THAT(found("we"), IsEmpty());
}

TEST_F(ContainerSearch, IgnoresAProcessThatHasTheNumberOfADeadContainer) {
  add_process(10, 999);
  add_runc("run/runc/web", 10, 100);
  add_crun("db", 10, 101);
  add_runc("run/runc/gone", 12, 100);
  EXPECT_THAT(found("web"), IsEmpty());
  EXPECT_THAT(found("db"), IsEmpty());
  EXPECT_THAT(found("gone"), IsEmpty());
}

TEST_F(ContainerSearch, FindsAPodmanContainerByNameAndByIdOnce) {
  add_process(10, 100);
  add_crun(kId, 10, 100);
  add("var/lib/containers/storage/overlay-containers/containers.json",
      R"([{"id":")" + kId + R"(","names":["web"],"metadata":"{\"name\":\"web\"}"}])");
  EXPECT_THAT(found("web"), ElementsAre("podman web 10"));
  EXPECT_THAT(found(kId), ElementsAre("podman web 10"));
  EXPECT_THAT(found(kId.substr(0, 12)), ElementsAre("podman web 10"));
  EXPECT_THAT(found(kId.substr(0, 11)), IsEmpty());
}

TEST_F(ContainerSearch, FindsADockerContainerByName) {
  add_process(10, 100);
  add("var/lib/docker/containers/" + kId + "/config.v2.json",
      R"({"State":{"Running":true,"Pid":77},"ID":")" + kId + R"(","Name":"/web"})");
  EXPECT_THAT(found("web"), IsEmpty());  // not running in this boot
  add_runc("run/docker/runtime-runc/moby/" + kId, 10, 100);
  EXPECT_THAT(found("web"), ElementsAre("docker web 10"));
}

TEST_F(ContainerSearch, FindsAContainerOfContainerdAndANspawnMachine) {
  add_process(10, 100);
  add_process(11, 101);
  add_runc("run/containerd/runc/default/web", 10, 100);
  add("run/systemd/machines/web", "# private\nNAME=web\nSERVICE=systemd-nspawn\nLEADER=11\n");
  EXPECT_THAT(found("web"), ElementsAre("containerd web 10", "systemd-nspawn web 11"));
}

TEST_F(ContainerSearch, SkipsFilesThatItCannotRead) {
  add_process(10, 100);
  add("run/runc/web/state.json", "{\"init_process_pid\":");
  add("run/crun/web/status", "[1, 2]");
  add("var/lib/containers/storage/vfs-containers/containers.json", "{}");
  add("var/lib/docker/containers/x/config.v2.json", "");
  EXPECT_THAT(found("web"), IsEmpty());
}

}  // namespace
}  // namespace mydocker::app
