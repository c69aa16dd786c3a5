#pragma once

#include "app/window/kept_queue.h"

namespace modalscope {

/// Keeps the adapter sets that wait or are being learned in `<workspace>/queued_adapters.json`. One that was
/// being learned begins anew. Belongs to `parent`.
KeptQueue* keepAdaptations(Session& session, QObject* parent);

} // namespace modalscope
