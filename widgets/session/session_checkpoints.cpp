#include "widgets/session/session_state.h"

#include <algorithm>

namespace modalscope {

const std::vector<std::string>& Session::checkpoints() const
{
    return m_state->checkpoints;
}

const std::string& Session::currentCheckpoint() const
{
    return m_state->currentCheckpoint;
}

void Session::openCheckpoint(const std::string& path)
{
    auto& open = m_state->checkpoints;
    const bool isOpen = std::find(open.begin(), open.end(), path) != open.end();
    if (!isOpen)
        open.push_back(path);
    else if (m_state->currentCheckpoint == path)
        return;
    m_state->currentCheckpoint = path;
    Q_EMIT changed(CheckpointsChanged{});
}

void Session::setCurrentCheckpoint(const std::string& path)
{
    const auto& open = m_state->checkpoints;
    if (std::find(open.begin(), open.end(), path) != open.end())
        openCheckpoint(path);
}

void Session::closeCheckpoint(std::string path) // by value: it may be one of the list
{
    auto& open = m_state->checkpoints;
    const auto place = std::find(open.begin(), open.end(), path);
    if (place == open.end())
        return;
    const auto next = open.erase(place);
    if (m_state->currentCheckpoint == path)
        m_state->currentCheckpoint = open.empty() ? std::string() : next == open.end() ? open.back() : *next;
    Q_EMIT changed(CheckpointsChanged{});
}

} // namespace modalscope
