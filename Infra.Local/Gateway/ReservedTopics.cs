using Infra.Devices;

namespace Infra.Local.Gateway;

/// <summary>
/// Answers a message on one of AWS IoT's own topics, e.g. fleet provisioning's, or returns null where the topic is an ordinary one. It is asked
/// after <see cref="IDeviceIdentities.MayPublish"/>. The reply goes to the device that asked and to no other, however many subscribe to its topic.
/// </summary>
internal delegate Task<DeviceMessage?> ReservedTopics(DeviceSession session, DeviceMessage message, CancellationToken cancellationToken);
