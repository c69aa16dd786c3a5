#pragma once

#include "core/run/run_event.h"

#include <string>

namespace modalscope {

/// Shows what a run says on stderr: a bar with the time left on a terminal, plain lines otherwise.
class ConsoleProgress {
public:
    ConsoleProgress();
    ~ConsoleProgress(); ///< takes the bar away

    void show(const RunEvent& event);

private:
    void showBar(const Progress& progress);
    void showLine(const std::string& line);

    bool m_isTerminal;
    bool m_hasBar = false;
};

/// "[##########..........]  50 %  training, epoch 3 of 6, 12 s left", at most `width` characters.
std::string progressText(const Progress& progress, int width);

} // namespace modalscope
