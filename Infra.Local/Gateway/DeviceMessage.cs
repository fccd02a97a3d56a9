namespace Infra.Local.Gateway;

/// <summary>A message as devices and AWS IoT exchange it.</summary>
internal sealed record DeviceMessage(string Topic, ReadOnlyMemory<byte> Payload);

/// <summary>
/// Answers a message on one of AWS IoT's own topics, e.g. fleet provisioning's, or returns null where the topic is an ordinary one. It is asked
/// after <see cref="IDeviceIdentities.MayPublish"/>. The reply goes to the device that asked and to no other, however many subscribe to its topic.
/// </summary>
internal delegate Task<DeviceMessage?> ReservedTopics(DeviceSession session, DeviceMessage message, CancellationToken cancellationToken);
