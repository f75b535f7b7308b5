#include "docker_driver/dispatch.hpp"

#include <poll.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cerrno>

#include "runtime/base/errno_text.hpp"

namespace mydocker::cli::docker_driver {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Local = asio::local::stream_protocol;
using ErrorCode = boost::system::error_code;

// Docker sends its request at once. A connection that sends nothing for this time is closed, so
// that it does not block other connections.
constexpr std::chrono::seconds kPatience(10);
constexpr std::uint64_t kLargestBody = 1 << 20;
constexpr const char* kContentType = "application/vnd.docker.plugins.v1.2+json";

// One connection that Docker has opened.
class HttpConnection {
 public:
  HttpConnection(asio::io_context& context, Local::socket socket)
      : context_(context), stream_(std::move(socket)) {}

  // Answers one request and closes the connection. Does nothing if Docker sends no request.
  void serve(const HttpHandler& handler) {
    beast::flat_buffer buffer;
    http::request_parser<http::string_body> parser;
    parser.body_limit(kLargestBody);
    ErrorCode failure =
        wait_for([&](auto done) { http::async_read(stream_, buffer, parser, done); });
    if (failure == http::error::end_of_stream) return;
    http::response<http::string_body> response;
    if (failure) {
      response.result(http::status::bad_request);
    } else {
      auto answer = handler({parser.get().target().to_string(), std::move(parser.get().body())});
      response.result(answer.status);
      response.body() = std::move(answer.body);
    }
    response.set(http::field::content_type, kContentType);
    response.keep_alive(false);
    response.prepare_payload();
    (void)wait_for([&](auto done) { http::async_write(stream_, response, done); });
  }

 private:
  // Starts an asynchronous operation and waits for its end.
  template <class Start>
  ErrorCode wait_for(const Start& start) {
    ErrorCode result;
    stream_.expires_after(kPatience);
    start([&result](ErrorCode code, std::size_t) { result = code; });
    context_.restart();
    context_.run();
    return result;
  }

  asio::io_context& context_;
  beast::basic_stream<Local> stream_;
};

// Waits for a connection, at most for the time `idle`. Returns whether a connection has come.
Result<bool> wait_for_connection(int socket, std::chrono::milliseconds idle) {
  pollfd waiting{socket, POLLIN, 0};
  const int count = poll(&waiting, 1, static_cast<int>(idle.count()));
  if (count < 0 && errno != EINTR) return base::errno_error("wait for a connection", errno);
  return count > 0;
}

}  // namespace

// The acceptor is non-blocking, because another process with the same socket can accept the
// connection first.
Result<void> serve_until_idle(int socket, std::chrono::milliseconds idle,
                              const HttpHandler& handler) {
  asio::io_context context(1);
  Local::acceptor acceptor(context);
  ErrorCode failure;
  acceptor.assign(Local(), socket, failure);
  if (!failure) acceptor.non_blocking(true, failure);
  if (failure) return base::errno_error("use the socket of the activator", failure.value());
  for (;;) {
    MYDOCKER_TRY(const bool came, wait_for_connection(socket, idle));
    if (!came) return {};
    auto connection = acceptor.accept(failure);
    if (!failure) HttpConnection(context, std::move(connection)).serve(handler);
  }
}

}  // namespace mydocker::cli::docker_driver
