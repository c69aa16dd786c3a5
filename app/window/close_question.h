#pragma once

#include <functional>

class QWidget;

namespace modalscope {

class Session;

/// Asks, once, whether to stop the runs that work and close. Returns at once; the answer comes later.
void askToClose(QWidget& window, Session& session, std::function<void(bool stop)> answer);

} // namespace modalscope
