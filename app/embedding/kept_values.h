#pragma once

#include <list>
#include <memory>
#include <string>

namespace modalscope {

/// What was computed last, under its key; the oldest goes first when all together take too much memory. Of
/// one thread.
template <class Value>
class KeptValues {
public:
    explicit KeptValues(double mostBytes)
        : m_most(mostBytes)
    { }

    /// Null when it is not kept; else it is the newest now.
    std::shared_ptr<const Value> find(const std::string& key)
    {
        for (auto at = m_kept.begin(); at != m_kept.end(); ++at)
            if (at->key == key) {
                m_kept.splice(m_kept.begin(), m_kept, at);
                return m_kept.front().value;
            }
        return nullptr;
    }

    void keep(const std::string& key, std::shared_ptr<const Value> value, double bytes)
    {
        for (auto at = m_kept.begin(); at != m_kept.end(); ++at)
            if (at->key == key) {
                m_kept.erase(at);
                break;
            }
        m_kept.push_front({key, std::move(value), bytes});
        double all = 0;
        for (auto at = m_kept.begin(); at != m_kept.end();) {
            all += at->bytes;
            at = all > m_most && at != m_kept.begin() ? m_kept.erase(at) : std::next(at);
        }
    }

private:
    struct Kept {
        std::string key;
        std::shared_ptr<const Value> value;
        double bytes;
    };
    double m_most;
    std::list<Kept> m_kept; // the newest first
};

} // namespace modalscope
