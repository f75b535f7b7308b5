// The contract of each Kernel for services and their files.
#pragma once

#include "contract/kernel_host.hpp"

namespace mydocker::testing {

inline Service sleeping_service() {
  return {"sleep-0123456789ab",
          {"/bin/sh", "-c", "/bin/cat {directory}/conf > {directory}/ready; exec /bin/sleep 600"},
          {{"conf", "in {directory}\n"}, {"hosts/gateway", "192.0.2.1\n"}},
          "nobody",
          "ready"};
}

inline ServiceFile file_of_container() {
  return {"sleep-0123456789ab", "hosts/c1", "192.0.2.7 c1\n"};
}

TEST_P(KernelContract, ServicesLiveOnce) { expect_whole_life(sleeping_service()); }

TEST_P(KernelContract, AServiceOfAnotherCommandIsRestartedInPlace) {
  create(sleeping_service());
  auto other = sleeping_service();
  other.argv.back() += " ";
  EXPECT_EQ(state(other), kernel::State::differs);
  EXPECT_EQ(seen(other).detail, "another command");
  EXPECT_TRUE(seen(other).in_place);
  EXPECT_TRUE(host_->kernel().update(other, "").ok());
  EXPECT_EQ(state(other), kernel::State::matches);
  EXPECT_EQ(state(sleeping_service()), kernel::State::differs);
  destroy(other);
}

TEST_P(KernelContract, AServiceWithAnotherFileIsRestartedInPlace) {
  create(sleeping_service());
  auto other = sleeping_service();
  other.files["conf"] = "else\n";
  EXPECT_EQ(state(other), kernel::State::differs);
  EXPECT_EQ(seen(other).detail, "file \"conf\"");
  EXPECT_TRUE(host_->kernel().update(other, "").ok());
  EXPECT_EQ(state(other), kernel::State::matches);
  destroy(other);
}

TEST_P(KernelContract, FilesOfAServiceLiveOnce) {
  create(sleeping_service());
  expect_whole_life(file_of_container());
  destroy(sleeping_service());
}

TEST_P(KernelContract, AFileWithAnotherContentIsChangedInPlace) {
  create(sleeping_service());
  create(file_of_container());
  auto other = file_of_container();
  other.content = "192.0.2.8 c1\n";
  EXPECT_EQ(state(other), kernel::State::differs);
  EXPECT_TRUE(seen(other).in_place);
  EXPECT_TRUE(host_->kernel().update(other, "").ok());
  EXPECT_EQ(state(other), kernel::State::matches);
  EXPECT_EQ(state(sleeping_service()), kernel::State::matches);
  destroy(sleeping_service());
}

TEST_P(KernelContract, AFileNeedsItsService) {
  const std::string before = host_->snapshot();
  expect_refusal(host_->kernel().create(file_of_container()), ErrorKind::not_found);
  EXPECT_EQ(state(file_of_container()), kernel::State::absent);
  destroy(file_of_container());
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, AServiceIsRemovedWithItsFiles) {
  create(sleeping_service());
  create(file_of_container());
  destroy(sleeping_service());
  EXPECT_EQ(state(file_of_container()), kernel::State::absent);
}

}  // namespace mydocker::testing
