#include "runtime/drivers/worker_process.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <new>

namespace mydocker::drivers {
namespace worker_process_test {

using WaitResult = WorkerProcess::WaitResult;

void send(int pipe, const std::string& bytes) {
  if (::write(pipe, bytes.data(), bytes.size()) < 0) ::_exit(99);
}

struct Ending {
  WaitResult outcome = WaitResult::gone;
  Frame frame;
  int status = 0;
};

Ending run(const std::function<void(int)>& work, std::chrono::milliseconds timeout) {
  auto worker = WorkerProcess::start(work);
  EXPECT_TRUE(worker.ok());
  Ending ending;
  ending.outcome = worker->wait_for(ending.frame, WorkerProcess::Clock::now() + timeout);
  ending.status = worker->finish();
  return ending;
}

constexpr std::chrono::seconds kTimeLimit{60};  // never reached

TEST(WorkerFrame, SurvivesTheWay) {
  const std::string bytes = encode_frame({Frame::Kind::failure, "document"});
  Frame frame;
  ASSERT_EQ(decode_frame(bytes, frame), FrameState::complete);
  EXPECT_EQ(frame.kind, Frame::Kind::failure);
  EXPECT_EQ(frame.document, "document");
}

TEST(WorkerFrame, IsWholeOrNotThere) {
  const std::string bytes = encode_frame({Frame::Kind::reply, "document"});
  Frame frame;
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_EQ(decode_frame(bytes.substr(0, length), frame), FrameState::incomplete) << length;
  EXPECT_EQ(decode_frame(bytes + "x", frame), FrameState::garbage);
}

TEST(WorkerFrame, IsNothingElse) {
  Frame frame;
  EXPECT_EQ(decode_frame("m", frame), FrameState::incomplete);
  EXPECT_EQ(decode_frame("x", frame), FrameState::garbage);
  std::string unknown_kind = encode_frame({Frame::Kind::reply, ""});
  unknown_kind[4] = 9;
  EXPECT_EQ(decode_frame(unknown_kind, frame), FrameState::garbage);
  std::string endless = encode_frame({Frame::Kind::reply, ""});
  endless[11] = 1;
  EXPECT_EQ(decode_frame(endless, frame), FrameState::garbage);
}

TEST(WorkerProcess, BringsTheFrameBack) {
  const std::string document(500'000, 'x');
  const Ending ending = run(
      [&document](int pipe) {
        const std::string bytes = encode_frame({Frame::Kind::reply, document});
        for (std::size_t sent = 0; sent < bytes.size();) {
          const ssize_t count = ::write(pipe, bytes.data() + sent, bytes.size() - sent);
          if (count <= 0) ::_exit(99);
          sent += static_cast<std::size_t>(count);
        }
      },
      kTimeLimit);
  EXPECT_EQ(ending.outcome, WaitResult::answered);
  EXPECT_EQ(ending.frame.document, document);
}

TEST(WorkerProcess, IsNotAnsweredByAStatus) {
  const Ending ending = run([](int) { ::_exit(0); }, kTimeLimit);
  EXPECT_EQ(ending.outcome, WaitResult::gone);
  EXPECT_TRUE(WIFEXITED(ending.status));
  EXPECT_EQ(WEXITSTATUS(ending.status), 0);
}

TEST(WorkerProcess, TellsOfTheSignal) {
  const Ending ending = run(
      [](int) {
        ::signal(SIGSEGV, SIG_DFL);
        ::raise(SIGSEGV);
      },
      kTimeLimit);
  EXPECT_EQ(ending.outcome, WaitResult::gone);
  EXPECT_TRUE(WIFSIGNALED(ending.status));
  EXPECT_EQ(WTERMSIG(ending.status), SIGSEGV);
}

TEST(WorkerProcess, WaitsForTheEndAndNotForTheClosedPipe) {
  const Ending ending = run(
      [](int pipe) {
        ::close(pipe);
        ::_exit(7);
      },
      kTimeLimit);
  EXPECT_EQ(ending.outcome, WaitResult::gone);
  EXPECT_EQ(WEXITSTATUS(ending.status), 7);
}

TEST(WorkerProcess, EndsWhereItsWorkThrows) {
  constexpr int kGotOut = 66;
  const pid_t parent = ::getpid();
  try {
    const Ending ending = run([](int) { throw std::bad_alloc(); }, kTimeLimit);
    EXPECT_EQ(ending.outcome, WaitResult::gone);
    EXPECT_TRUE(WIFEXITED(ending.status));
    EXPECT_EQ(WEXITSTATUS(ending.status), 1);
  } catch (const std::bad_alloc&) {
    if (::getpid() != parent) ::_exit(kGotOut);
    throw;
  }
}

TEST(WorkerProcess, IsNotHeldUpByAGrandchildWithThePipe) {
  const Ending ending = run(
      [](int) {
        ::setsid();
        if (::fork() == 0)
          for (;;) ::pause();
        ::_exit(3);
      },
      kTimeLimit);
  EXPECT_EQ(ending.outcome, WaitResult::gone);
  EXPECT_EQ(WEXITSTATUS(ending.status), 3);
}

TEST(WorkerProcess, NoticesGarbageAtOnce) {
  const Ending ending = run(
      [](int pipe) {
        send(pipe, "hello");
        for (;;) ::pause();
      },
      kTimeLimit);
  EXPECT_EQ(ending.outcome, WaitResult::garbage);
}

TEST(WorkerProcess, EndsAtTheDeadline) {
  const Ending ending = run(
      [](int) {
        for (;;) ::pause();
      },
      std::chrono::milliseconds(20));
  EXPECT_EQ(ending.outcome, WaitResult::late);
  EXPECT_EQ(WTERMSIG(ending.status), SIGKILL);
}

TEST(WorkerProcess, LeavesNoChildBehind) {
  {
    auto worker = WorkerProcess::start([](int) {
      for (;;) ::pause();
    });
    ASSERT_TRUE(worker.ok());
  }
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace worker_process_test
}  // namespace mydocker::drivers
