// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/library/object.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <set>
#include <thread>
#include <vector>

#include "plugin/core/testing/fake_qemu_api.h"

namespace
{

constexpr ObjectKind kOne = {"one", 100, nullptr};
constexpr ObjectKind kTwo = {"two", 200000, nullptr};

class ObjectTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        fake_qemu_reset();
    }

    // A stream that is open and that no call has. Returns its handle.
    static uint64_t open(const ObjectKind &kind = kOne)
    {
        Object *object = object_new(&kind);
        EXPECT_NE(object, nullptr);
        object_open(object);
        const uint64_t handle = object_handle(object);
        object_give_back(object);
        return handle;
    }
    static ObjectRemoval remove(uint64_t handle, const ObjectKind &kind = kOne)
    {
        Object *object = nullptr;
        const ObjectRemoval removal = object_remove(handle, &kind, &object);
        if (object != nullptr) {
            object_give_back(object);
        }
        return removal;
    }
};

TEST_F(ObjectTest, FindsWhatIsOpen)
{
    Object *object = object_new(&kTwo);
    ASSERT_NE(object, nullptr);
    EXPECT_NE(object->arena, nullptr);
    const uint64_t handle = object_handle(object);
    EXPECT_NE(handle, 0U);
    EXPECT_EQ(object_take(handle, &kTwo, false), nullptr);
    EXPECT_EQ(remove(handle, kTwo), OBJECT_REMOVED_NOTHING);
    object_open(object);
    EXPECT_EQ(object_handle(object), handle);
    EXPECT_EQ(object_take(handle, &kTwo, false), nullptr);
    object_give_back(object);
    EXPECT_EQ(object_take(handle, &kOne, false), nullptr);
    EXPECT_EQ(object_take(handle, &kTwo, false), object);
    object_settle(object);
    object_give_back(object);
    EXPECT_EQ(remove(handle, kOne), OBJECT_REMOVED_NOTHING);
    EXPECT_EQ(remove(handle, kTwo), OBJECT_REMOVED_INTACT);
    EXPECT_EQ(object_take(handle, &kTwo, false), nullptr);
    EXPECT_EQ(remove(handle, kTwo), OBJECT_REMOVED_NOTHING);
}

TEST_F(ObjectTest, FindsNothingElse)
{
    const uint64_t handle = open();
    for (int bit = 0; bit < 64; bit++) {
        EXPECT_EQ(object_take(handle ^ 1ULL << bit, &kOne, false), nullptr);
        EXPECT_EQ(remove(handle ^ 1ULL << bit), OBJECT_REMOVED_NOTHING);
    }
    EXPECT_EQ(object_take(0, &kOne, false), nullptr);
    EXPECT_EQ(remove(handle), OBJECT_REMOVED_INTACT);
    // The same place, another handle.
    const uint64_t next = open();
    EXPECT_EQ(next & 0xffff, handle & 0xffff);
    EXPECT_NE(next, handle);
    EXPECT_EQ(object_take(handle, &kOne, false), nullptr);
    EXPECT_EQ(remove(next), OBJECT_REMOVED_INTACT);
}

TEST_F(ObjectTest, BreaksWhatIsNotSettled)
{
    const uint64_t handle = open();
    Object *object = object_take(handle, &kOne, false);
    ASSERT_NE(object, nullptr);
    object_give_back(object);
    EXPECT_EQ(object_take(handle, &kOne, false), nullptr);
    EXPECT_EQ(remove(handle), OBJECT_REMOVED_BROKEN);
    EXPECT_EQ(remove(handle), OBJECT_REMOVED_NOTHING);
}

TEST_F(ObjectTest, MendsWhatIsBroken)
{
    const uint64_t handle = open();
    object_give_back(object_take(handle, &kOne, false));
    Object *object = object_take(handle, &kOne, true);
    ASSERT_NE(object, nullptr);
    // Not by two calls at once, nor by a call that is left itself.
    EXPECT_EQ(object_take(handle, &kOne, true), nullptr);
    object_give_back(object);
    EXPECT_EQ(object_take(handle, &kOne, false), nullptr);
    object = object_take(handle, &kOne, true);
    object_settle(object);
    object_give_back(object);
    object = object_take(handle, &kOne, false);
    ASSERT_NE(object, nullptr);
    object_settle(object);
    object_give_back(object);
    EXPECT_EQ(remove(handle), OBJECT_REMOVED_INTACT);
}

TEST_F(ObjectTest, KeepsWhatACallHas)
{
    const uint64_t handle = open();
    Object *object = object_take(handle, &kOne, false);
    EXPECT_EQ(remove(handle), OBJECT_REMOVED_BROKEN);
    EXPECT_EQ(remove(handle), OBJECT_REMOVED_NOTHING);
    EXPECT_STREQ(fake_qemu_log(), "");
    const uint64_t other = open();
    EXPECT_NE(other & 0xffff, handle & 0xffff);
    object_settle(object);
    object_give_back(object);
    EXPECT_STRNE(fake_qemu_log(), "");
    EXPECT_EQ(object_take(handle, &kOne, false), nullptr);
    EXPECT_EQ(remove(other), OBJECT_REMOVED_INTACT);
}

TEST_F(ObjectTest, LogsNothingOfWhatWasNeverOpen)
{
    object_give_back(object_new(&kOne));
    EXPECT_STREQ(fake_qemu_log(), "");
    EXPECT_EQ(remove(open(kTwo), kTwo), OBJECT_REMOVED_INTACT);
    EXPECT_STREQ(fake_qemu_log(), "plugin: two: 0 calls, 0 guest "
                                  "bytes to 0 host bytes\n");
}

TEST_F(ObjectTest, IsSharedAmongThreads)
{
    std::atomic<int> holders{0};
    const uint64_t shared = open();
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++) {
        threads.emplace_back([&] {
            for (int j = 0; j < 2000; j++) {
                // One of its own, which nobody else is given.
                Object *own = object_new(&kTwo);
                ASSERT_NE(own, nullptr);
                *static_cast<const int **>(own->data) = &j;
                Object *object = object_take(shared, &kOne, false);
                if (object != nullptr) {
                    EXPECT_EQ(holders.fetch_add(1), 0);
                    std::this_thread::yield();
                    holders.fetch_sub(1);
                    object_settle(object);
                    object_give_back(object);
                }
                ASSERT_EQ(*static_cast<const int **>(own->data), &j);
                object_give_back(own);
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    EXPECT_EQ(remove(shared), OBJECT_REMOVED_INTACT);
}

TEST_F(ObjectTest, HasAnEnd)
{
    std::set<uint64_t> handles;
    for (int i = 0; i < OBJECTS_MAX; i++) {
        Object *object = object_new(&kOne);
        ASSERT_NE(object, nullptr);
        // Only the places are at stake.
        object_open(object);
        handles.insert(object_handle(object));
        object_give_back(object);
    }
    EXPECT_EQ(handles.size(), OBJECTS_MAX);
    EXPECT_EQ(object_new(&kTwo), nullptr);
    const uint64_t one = *handles.begin();
    handles.erase(handles.begin());
    EXPECT_EQ(remove(one), OBJECT_REMOVED_INTACT);
    const uint64_t next = open();
    handles.insert(next);
    EXPECT_EQ(next & 0xffff, one & 0xffff);
    EXPECT_EQ(object_new(&kTwo), nullptr);
    for (uint64_t handle : handles) {
        fake_qemu_reset();
        ASSERT_EQ(remove(handle), OBJECT_REMOVED_INTACT);
    }
}

} // namespace
