#pragma once

#include "app/page.h"

#include <memory>
#include <vector>

namespace modalscope {

class Session;

/// The pages of the window, in the order of its side bar.
std::vector<std::unique_ptr<Page>> allPages(Session& session);

} // namespace modalscope
