// SPDX-License-Identifier: Apache-2.0
// hls::stream of the synthesis tool, or a queue with the same calls where there is no such tool.
#ifndef CD_STREAM_HPP
#define CD_STREAM_HPP

#if defined(__SYNTHESIS__) || defined(__VITIS_HLS__) || defined(__VIVADO_HLS__)
#include <hls_stream.h>
#else
#include <queue>

namespace hls {

template <class T>
class stream {
public:
    void write(const T &value) { queue_.push(value); }
    bool empty() const { return queue_.empty(); }
    T read()
    {
        const T value = queue_.front();
        queue_.pop();
        return value;
    }

private:
    std::queue<T> queue_;
};

} // namespace hls
#endif

#endif
