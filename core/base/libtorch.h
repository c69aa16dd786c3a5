#pragma once

/// LibTorch, for the rooms behind the door. Qt's moc, which reads whatever a test includes, would need
/// seconds for it.
#ifndef Q_MOC_RUN
#include <torch/torch.h>
#endif
