#pragma once

#include <QString>

namespace modalscope {

class Session;

/// "3 finished, 1 resumable at epoch 41, 8 queued", when an earlier start left runs behind; empty otherwise.
QString continueOffer(const Session& session);

} // namespace modalscope
