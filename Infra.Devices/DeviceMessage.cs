namespace Infra.Devices;

/// <summary>A message as devices and AWS IoT exchange it.</summary>
public sealed record DeviceMessage(string Topic, ReadOnlyMemory<byte> Payload);
